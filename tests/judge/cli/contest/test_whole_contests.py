"""Whole contests as people have them: the real command line in processes of its own, killed in the middle; a terminal."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from judge.contest import log
from judge.contest.model import Run
from judge.records import Records
from tests.support.clocked import Clock
from tests.support.small_problems import RIGHT, WRONG, Ran

CLOCKED = str(Path(__file__).parents[3] / "support" / "clocked.py")


class Player:
    """One person at a computer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock(folder / "clock")

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, CLOCKED, str(self.clock.file), *arguments]

    def judge(self, *arguments: str) -> Ran:
        done = subprocess.run(
            self.command(*arguments), check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def write(self, problem: str, source: str, number: int = 1) -> None:
        (self.folder / "contests" / f"sunday-{number}" / f"{problem}.py").write_text(source)

    def submit(self, problem: str, source: str) -> Ran:
        self.write(problem, source)
        return self.judge("submit", problem)

    def start(self, rule: str) -> None:
        words = ["--problems", "addition,add_hard", "--minutes", "60", "--scoring", rule]
        assert self.judge("contest", "new", "sunday", *words).code == 0
        assert self.judge("contest", "start", "sunday").code == 0

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    @property
    def log(self) -> Path:
        return self.folder / "home" / "contests" / "sunday-1.jsonl"

    @property
    def run(self) -> Run:
        return log.read(self.log)

    def wait_for(self, words: str) -> None:
        for _ in range(1200):
            if words in self.log.read_text():
                return
            time.sleep(0.05)
        pytest.fail(f"{words} did not come into the log")


def kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def player(folder: Path) -> Player:
    return Player(folder)


def test_a_whole_contest_with_a_judge_that_is_killed_in_the_middle(player: Player) -> None:
    player.start("icpc")
    player.clock.pass_s(610)
    assert player.submit("addition", WRONG).code == 1
    refused = player.judge("contest", "pause")
    assert refused.code == 2
    assert "cannot be paused" in refused.err

    player.clock.pass_s(290)
    player.write("add_hard", RIGHT)
    slow = player.folder / "problems" / "add_hard" / "tests" / "test_hidden.py"
    whole = slow.read_text()
    slow.write_text("import time\n" + whole.replace("(solution):\n", "(solution):\n    time.sleep(60)\n"))
    killed = player.begin("submit", "add_hard")
    player.wait_for('"event":"received","number":2')
    kill(killed)
    slow.write_text(whole)
    assert [attempt.verdict for attempt in player.run.attempts] == ["WA", None]

    player.clock.restart(300)
    said = player.judge("list")
    assert "was restarted" in said.err
    assert "40:00 left" in said.err
    assert "Received but not judged yet: attempt 2" in said.err
    status = player.judge("contest", "status")
    assert "1 of 2 solved, 15 penalty minutes" in status.out

    player.clock.pass_s(60)
    assert player.submit("addition", RIGHT).code == 0
    done = player.judge("contest", "finish")
    assert "sunday is over after 21:00: 2 of 2 solved, 56 penalty minutes." in done.out
    run = player.run
    assert run.intact
    assert [(attempt.problem, attempt.at_s, attempt.verdict) for attempt in run.attempts] == [
        ("addition", 610.0, "WA"),
        ("add_hard", 900.0, "AC"),
        ("addition", 1260.0, "AC"),
    ]
    with Records(player.folder / "home" / "records.sqlite3") as records:
        assert len(records.list()) == 3
    assert "no contest is running" in player.judge("contest", "finish").err

    assert player.judge("contest", "export", "1", "--output", "ann.jsonl").code == 0
    assert log.read(Path("ann.jsonl")) == run
    shown = player.judge("contest", "board", "ann.jsonl")
    assert shown.code == 0
    assert "56" in shown.out


def test_an_interview_is_paused_resumed_and_ended_by_the_clock(player: Player) -> None:
    player.start("interview")
    player.clock.pass_s(300)
    assert player.judge("contest", "pause").code == 0
    player.clock.pass_s(4000)
    assert player.judge("contest", "resume").code == 0
    player.clock.pass_s(3000)
    assert "5:00 left" in player.submit("addition", RIGHT).err
    player.clock.pass_s(301)
    late = player.submit("add_hard", RIGHT)
    assert "Time is up" in late.err
    assert "upsolving, not scored" in late.err
    run = player.run
    assert run.ended_s == 3600
    assert (run.pauses[0].at_s, run.pauses[0].length_s) == (300, 4000)
    assert "100 of 200 points" in player.judge("contest", "status").out


@pytest.mark.parametrize("step", ["receipt", "record", "verdict"])
def test_a_kill_at_any_step_loses_nothing_and_counts_nothing_twice(player: Player, step: str) -> None:
    """The program kills itself with signal 9 right after that step is on disk."""
    player.start("interview")
    player.write("addition", WRONG)
    after = {
        "receipt": "import judge.cli.contest.attempts as m; n = 'receive'",
        "record": "import judge.records as r; m = r.Records; n = 'add'",
        "verdict": "import judge.cli.contest.attempts as m; n = 'settle'",
    }[step]
    code = (
        f"import os, signal, sys\n{after}\nreal = getattr(m, n)\n"
        "def dying(*a, **k):\n    real(*a, **k)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"setattr(m, n, dying)\nsys.argv = ['judge', 'submit', 'addition']\n"
        "from judge.cli.program import main\nmain()\n"
    )
    died = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL
    assert len(player.run.attempts) == 1
    player.judge("contest", "status")
    (attempt,) = player.run.attempts
    assert attempt.verdict == "WA"
    assert player.log.read_text().count('"event":"judged"') == 1
    with Records(player.folder / "home" / "records.sqlite3") as records:
        assert [record.verdict for record in records.list()] == ["WA"]


def test_two_submissions_at_once_are_both_received_and_judged_once(player: Player) -> None:
    player.start("interview")
    player.write("addition", RIGHT)
    player.write("add_hard", WRONG)
    both = [player.begin("submit", "addition"), player.begin("submit", "add_hard")]
    assert sorted(one.wait(120) for one in both) == [0, 1]
    assert sorted(str(attempt.verdict) for attempt in player.run.attempts) == ["AC", "WA"]
    assert player.log.read_text().count('"event":"judged"') == 2
    assert player.run.intact


def test_two_starts_at_once_begin_one_contest(player: Player) -> None:
    words = ["--problems", "addition", "--minutes", "60"]
    assert player.judge("contest", "new", "sunday", *words).code == 0
    both = [player.begin("contest", "start", "sunday") for _ in range(2)]
    assert sorted(one.wait(120) for one in both) == [0, 2]
    assert len(list((player.folder / "home" / "contests").glob("*.jsonl"))) == 1


class Screen:
    """A terminal of 24 lines in which a command runs; what a person sees in it."""

    def __init__(self, player: Player, *arguments: str) -> None:
        command, *words = player.command(*arguments)
        self.terminal = pexpect.spawn(
            command, words, env={**os.environ, "TERM": "xterm"}, encoding="utf-8", timeout=60, dimensions=(24, 90)
        )

    def shown(self, until: str) -> str:
        self.terminal.expect_exact(until)
        return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", self.terminal.before + self.terminal.after)


@pytest.fixture
def watching(player: Player) -> Iterator[Callable[..., Screen]]:
    made = []

    def start(*arguments: str) -> Screen:
        made.append(Screen(player, "contest", "status", "--watch", *arguments))
        return made[-1]

    yield start
    for one in made:
        one.terminal.close(force=True)


def test_the_live_status_counts_down_and_shows_what_happens(player: Player, watching: Callable[..., Screen]) -> None:
    player.start("interview")
    screen = watching()
    first = screen.shown("q quit")
    assert "1:00:00 left" in first
    assert "○  A  addition" in first
    player.clock.pass_s(65)
    assert "58:55 left" in screen.shown("q quit")
    player.submit("addition", RIGHT)
    assert "✓  A  addition" in screen.shown("100 of 200 points, 1 of 2 solved")
    screen.terminal.send("q")
    screen.terminal.expect(pexpect.EOF)
    screen.terminal.close()
    assert screen.terminal.exitstatus == 0


def test_the_live_status_warns_and_ends_with_the_contest(player: Player, watching: Callable[..., Screen]) -> None:
    player.start("interview")
    screen = watching()
    screen.shown("q quit")
    player.clock.pass_s(3001)
    assert "Less than 10 minutes!" in screen.shown("\a")
    player.clock.pass_s(540)
    assert "Less than 1 minute!" in screen.shown("\a")
    player.clock.pass_s(60)
    assert "over after 1:00:00" in screen.shown("solved")
    screen.terminal.expect(pexpect.EOF)
    assert player.run.ended_s == 3600


def test_the_live_status_lets_a_ghost_appear_in_time(player: Player, watching: Callable[..., Screen]) -> None:
    player.start("interview")
    player.clock.pass_s(300)
    player.submit("addition", RIGHT)
    player.judge("contest", "finish")
    assert player.judge("contest", "start", "sunday", "--ghost", "1", "--as", "me").code == 0
    screen = watching()
    assert "A ✓" not in screen.shown("q quit")
    player.clock.pass_s(301)
    screen.shown("A ✓ 5:00")


def test_finishing_early_asks_first(player: Player) -> None:
    player.start("interview")
    screen = Screen(player, "contest", "finish")
    screen.shown("End the contest now?")
    screen.terminal.sendline("n")
    screen.terminal.expect(pexpect.EOF)
    screen.terminal.close()
    assert player.run.ended_s is None


def test_a_hint_asks_before_it_takes_points(player: Player) -> None:
    player.start("interview")
    screen = Screen(player, "hint", "addition")
    screen.shown("costs 20% of its points: 20 of 100. Take it?")
    screen.terminal.sendline("n")
    screen.terminal.expect(pexpect.EOF)
    assert player.run.hints == ()
    screen.terminal.close()


def test_watch_warns_before_the_end(player: Player) -> None:
    player.start("interview")
    screen = Screen(player, "watch", "addition")
    assert "1:00:00 left" in screen.shown("q quit")
    player.clock.pass_s(3001)
    screen.shown("9:59 left  Less than 10 minutes!")
    player.clock.pass_s(540)
    screen.shown("0:59 left  Less than 1 minute!")
    screen.terminal.send("q")
    screen.terminal.expect(pexpect.EOF)
    screen.terminal.close()


def test_in_watch_only_the_samples_are_open(player: Player, folder: Path) -> None:
    player.start("interview")
    player.write("addition", WRONG)
    screen = Screen(player, "watch", "addition")
    screen.shown("q quit")
    screen.terminal.send("a")
    assert "Only the samples run here during a contest" in screen.shown("To submit, press s.")
    screen.terminal.send("s")
    shown = screen.shown("q quit")
    assert "counts for sunday" in shown
    assert "negative" not in shown
    screen.terminal.send("q")
    screen.terminal.expect(pexpect.EOF)
    screen.terminal.close()
    assert player.run.attempts[0].verdict == "WA"


@pytest.mark.docker
def test_an_attempt_is_judged_in_the_real_sandbox(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUDGE_SANDBOX", "docker")
    monkeypatch.setenv("JUDGE_WARM_MINUTES", "0")
    player.start("icpc")
    ran = player.submit("addition", RIGHT)
    assert ran.code == 0, ran.err
    assert "1 of 2 solved" in ran.out
    with Records(player.folder / "home" / "records.sqlite3") as records:
        assert records.list()[0].sandbox == "docker"
