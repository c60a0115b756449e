"""A user's place for drills: problem, solutions and records of its own, and the judge run there as a process."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import judge
from judge.records import Record, Records
from judge.sandboxes import Settings
from judge.sandboxes.docker import containers, sandbox, spares
from judge.sandboxes.docker.containers import OWNER, Container
from judge.verdict import Verdict

ROUNDS: Final = int(os.environ.get("JUDGE_DRILL_ROUNDS", "1"))
"""How often each drill is repeated. 25 is the full count: 300 signals, 100 faults of the engine."""

SAMPLE: Final = "def test_one(solution):\n    assert solution.f(1) == 1\n"
HIDDEN: Final = "def test_two(solution):\n    assert solution.f(2) == 2\n"
RIGHT: Final = "def f(x): return x\n"
WRONG: Final = "def f(x): return 1\n"
SLOW: Final = "import time\ndef f(x):\n    time.sleep(1)\n    return x\n"

SHOWN: Final = {"Accepted": Verdict.ACCEPTED, "Wrong answer": Verdict.WRONG_ANSWER}
_VERDICT_LINE: Final = re.compile(r"(Accepted|Wrong answer)[^\n]*· #(\d+)")


def tell(figures: str) -> None:
    """For who runs the full count with `pytest -s`."""
    sys.stdout.write(f"{figures}\n")


def soon(condition: Callable[[], bool], within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.2)
    return condition()


@dataclass(frozen=True)
class Ended:
    """What a judge that has ended leaves: its exit code (negative: a signal), the screen, standard error."""

    code: int
    out: str
    err: str

    @property
    def verdicts(self) -> dict[int, Verdict]:
        """What was shown as recorded, by number."""
        return {int(number): SHOWN[words] for words, number in _VERDICT_LINE.findall(self.out)}

    @property
    def has_traceback(self) -> bool:
        """Whether Python's own complaint came out. Until a line of ours has run, an interrupt is Python's to tell."""
        ours = str(Path(judge.__file__).parent / "cli" / "program.py") in self.err
        return ours or ("Traceback" in self.err and "KeyboardInterrupt" not in self.err)


class Running:
    """A judge in a session of its own; with `terminal` its input and output are that of the session, else a pipe."""

    def __init__(
        self, command: list[str], environment: dict[str, str], folder: Path, *, terminal: bool, all_there: bool
    ) -> None:
        self._read = pty.openpty() if terminal else os.pipe()
        ours, theirs = self._read
        self.screen = ours
        self._shown = b""
        self._errors = (folder / f"stderr-{time.monotonic_ns()}").open("w+b")
        self.process = subprocess.Popen(
            ["setsid", "--ctty", *command] if terminal else command,
            stdin=theirs if terminal else subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs if all_there else self._errors,
            env=environment,
            cwd=folder,
            start_new_session=not terminal,
        )
        os.close(theirs)

    def read(self, until: float, *, press: bytes = b"") -> None:
        """Take what it shows, until that time of the monotonic clock; `press` a key whenever it waits for keys."""
        while (left := until - time.monotonic()) > 0 and select.select([self.screen], [], [], left)[0]:
            try:
                data = os.read(self.screen, 1 << 16)
            except OSError:  # a terminal without anybody at the other end
                return
            if not data:
                return
            self._shown += data
            if press and b"q quit" in data:
                os.write(self.screen, press)

    def shows(self, words: bytes) -> bool:
        """Take what it shows until this has come, a minute at most; whether it has."""
        deadline = time.monotonic() + 60
        while words not in self._shown and time.monotonic() < deadline and self.process.poll() is None:
            self.read(time.monotonic() + 0.05)
        return words in self._shown

    def close_screen(self) -> None:
        os.close(self.screen)
        self.screen = -1

    def end(self, within_s: float = 90) -> Ended:
        """Wait for it. One that hangs is an error."""
        try:
            if self.screen >= 0:
                self.read(time.monotonic() + within_s)
            code = self.process.wait(within_s)
        finally:
            self.process.kill()
            self.process.wait()
            if self.screen >= 0:
                self.close_screen()
        self._errors.seek(0)
        err = self._errors.read().decode(errors="replace")
        self._errors.close()
        return Ended(code, self._shown.decode(errors="replace"), err)


class Place:
    """A folder with the problem `tiny`, solutions, a home and a folder for temporary files, and who owns containers."""

    def __init__(self, folder: Path, problems: Path, **environment: str) -> None:
        self.folder = folder
        self.home = folder / "home"
        (folder / "tmp").mkdir()
        for name, text in {"right.py": RIGHT, "wrong.py": WRONG, "slow.py": SLOW}.items():
            (folder / name).write_text(text)
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(Path(judge.__file__).parents[1]),
            "JUDGE_HOME": str(self.home),
            "JUDGE_PROBLEMS": str(problems),
            "JUDGE_SANDBOX": "docker",
            "JUDGE_WARM_MINUTES": "0",
            "TMPDIR": str(folder / "tmp"),  # locks and sockets: what is left of them can be seen
            "TERM": "xterm",
            "COLUMNS": "100",
            **environment,
        }

    def start(self, *arguments: str, terminal: bool = False, all_there: bool = False) -> Running:
        """A judge that runs. With `all_there` its errors go where its output goes."""
        command = [sys.executable, "-m", "judge", *arguments]
        return Running(command, self.environment, self.folder, terminal=terminal, all_there=all_there)

    def run(self, *arguments: str, terminal: bool = False) -> Ended:
        return self.start(*arguments, terminal=terminal).end()

    def submit(self, file: str = "right.py") -> Ended:
        return self.run("submit", "tiny", file)

    def records(self) -> dict[int, Record]:
        """All that is on disk, by number."""
        with Records(self.home / "records.sqlite3") as records:
            return {record.id: record for record in records.list()}

    def processes(self) -> list[str]:
        """Command lines of processes that were started here and still run."""
        mark = f"JUDGE_HOME={self.home}".encode()
        found = []
        for one in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (one / "environ").read_bytes().split(b"\0"):
                    found.append((one / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found

    def sockets(self) -> list[Path]:
        """Sockets between a judge and a container that nobody has removed."""
        return [path for path in (self.folder / "tmp").rglob("*") if path.is_socket()]


class Engine:
    """The containers of a place on an engine."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = sandbox.engine_of(settings)

    def containers(self) -> list[Container]:
        return containers.ours(self.engine, f"{OWNER}={self.settings.owner}")

    def in_use(self) -> list[Container]:
        """All but spares that wait and those that were made and never started, which the next refill removes."""
        return [one for one in self.containers() if not spares.is_waiting(one) and one.state != "created"]

    def clear(self) -> None:
        for one in self.containers():
            containers.remove(self.engine, one.id)


def send(running: Running, signal_number: signal.Signals) -> None:
    """To one that may have ended already."""
    if running.process.poll() is None:
        running.process.send_signal(signal_number)
