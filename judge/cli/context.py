"""What every command shares: where problems, solutions and records are, and which sandbox to use.

The one place that reads the environment and the working directory. All of it is made when first asked for.
"""

from __future__ import annotations

import contextlib
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from judge.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from judge.cli.running import Running
    from judge.contest.clock import Reading
    from judge.problem import Catalogue, Problem, Runtime
    from judge.records import Records
    from judge.sandboxes import Progress, Sandbox, Settings
    from judge.sandboxes.reuse import ReusingSandbox

SANDBOX_KINDS: Final = ("auto", "docker", "process")
CHECKOUT: Final = Path(__file__).resolve().parents[2]
"""The folder that holds the judge package: the root of a checkout, or site-packages."""


class Context:
    """The choices of one invocation of the program."""

    def __init__(self, problems: Path | None = None, sandbox_kind: str | None = None) -> None:
        self._problems = problems
        self.sandbox_kind = sandbox_kind or "auto"
        self.kept: dict[Runtime, ReusingSandbox] | None = None
        self.trusts_folder = True
        self.folder = Path.cwd()
        self.contest: Running | None = None
        """The contest that runs, if one does (`judge.cli.running`)."""

    @cached_property
    def problem_roots(self) -> tuple[Path, ...]:
        """Folders of problems: the one asked for alone, else ./problems before those that come with the program.

        Without `trusts_folder`, as for a branch that a stranger pushed, ./problems is left out.
        """
        if self._problems is not None:
            if not self._problems.is_dir():
                raise UsageError(f"{self._problems} is not a folder", "Give the folder that holds the problem folders.")
            return (self._problems,)
        shipped = (CHECKOUT / "problems", Path(__file__).resolve().parents[1] / "_problems")
        here = (self.folder / "problems",) if self.trusts_folder else ()
        candidates = (*here, *(root for root in shipped if root.is_dir()))
        return tuple(dict.fromkeys(root for root in candidates if any(root.glob("*/problem.toml"))))

    @cached_property
    def catalogue(self) -> Catalogue:
        """All problems, by id."""
        from judge.problem import Catalogue  # noqa: PLC0415 - `judge --help` needs no problem

        return Catalogue(self.problem_roots)

    @cached_property
    def home(self) -> Path:
        """Where records and logs are kept: JUDGE_HOME, or the system's place for a user's data."""
        return data_folder()

    def records(self) -> Records:
        """The records, opened; use it in a `with`. Raises StorageError."""
        from judge.records import Records  # noqa: PLC0415 - sqlite3 is not needed by every command

        return Records(self.home / "records.sqlite3")

    @cached_property
    def solutions_folder(self) -> Path:
        """The user's own solutions: ./solutions, or that of the checkout when the user is somewhere inside it."""
        return self._own("solutions")

    @cached_property
    def contests_folder(self) -> Path:
        """The files of the user's own contests, and a folder of solutions for each that was played."""
        return self._own("contests")

    def solution_file(self, problem_id: str) -> Path:
        """Where the solution of a problem is kept, whether it is there or not; relative where that is shorter.

        A contest that runs has a folder of its own, so that no earlier solution helps.
        """
        if self.contest is not None and self.contest.has(problem_id):
            path = self.contest.ongoing.file(problem_id)
        else:
            path = self.solutions_folder / f"{problem_id}.py"
        return path.relative_to(self.folder) if path.is_relative_to(self.folder) else path

    def _own(self, name: str) -> Path:
        here = self.folder / name
        in_checkout = (CHECKOUT / "pyproject.toml").is_file() and self.folder.is_relative_to(CHECKOUT)
        return CHECKOUT / name if in_checkout and not here.is_dir() else here

    def read_clock(self) -> Reading:
        """Both clocks now: the one place where a contest's time comes from."""
        from judge.contest import clock  # noqa: PLC0415 - only contests need it

        return clock.read()

    @cached_property
    def runs(self) -> Path:
        """The folder of the logs of contests that were played (`judge.contest.runs`)."""
        return self.home / "contests"

    @property
    def a_contest_runs(self) -> bool:
        """Whether there may be one: a cheap look, for every command."""
        return (self.runs / "running").exists()

    @cached_property
    def settings(self) -> Settings:
        """How the Docker sandbox is to work. Raises UsageError."""
        import hashlib  # noqa: PLC0415 - only commands that judge need it

        from judge.sandboxes import Settings  # noqa: PLC0415 - only commands that judge need it

        # spares are a user's own: another one's judge, with other records, keeps its own
        owner = hashlib.sha256(os.fsencode(f"{os.getuid()}:{self.home}")).hexdigest()[:12]
        return Settings(
            socket=_engine_socket(),
            base_image=os.environ.get("JUDGE_BASE_IMAGE") or None,
            owner=owner,
            spare_s=60 * _number("JUDGE_WARM_MINUTES", 15.0),
            max_spares=int(_number("JUDGE_WARM_CONTAINERS", 6)),
            oci_runtime=os.environ.get("JUDGE_OCI_RUNTIME", ""),
        )

    def make_sandbox(self, runtime: Runtime, *, fall_back: bool = True, progress: Progress | None = None) -> Sandbox:
        """The sandbox that the user asked for, ready for `runtime`; the same while it is kept. Raises SandboxError."""
        from judge.sandboxes import choose  # noqa: PLC0415 - only commands that judge need it

        if self.kept is not None and runtime in self.kept:
            return self.kept[runtime]
        say = progress or self.note
        made = choose(self.sandbox_kind, runtime, say, fall_back=fall_back, settings=self.settings)
        if self.kept is None:
            return made
        from judge.sandboxes.reuse import ReusingSandbox  # noqa: PLC0415 - only where one is kept

        return self.kept.setdefault(runtime, ReusingSandbox(made))

    @contextlib.contextmanager
    def keep_sandboxes(self) -> Iterator[None]:
        """Use the same containers again until this ends: all submissions are of the one author who sits here."""
        self.kept = {}
        try:
            yield
        finally:
            self.drop_sandboxes()
            self.kept = None

    def drop_sandboxes(self) -> None:
        """Let go of those that are kept: the next one is made anew."""
        for kept in (self.kept or {}).values():
            kept.close()
        if self.kept is not None:
            self.kept = {}

    def refill(self, problem: Problem) -> None:
        """See to it that a spare waits for the next submission of `problem`, without waiting for it oneself."""
        if not self.settings.spare_s or self.kept is not None:
            return
        # -P: a folder called judge in the working directory is not us
        command = [sys.executable, "-P", "-m", "judge", "sandbox", "warm", problem.runtime]
        command += ["--memory", str(problem.limits.memory_mb)]
        nowhere = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in range(3)]
        with contextlib.suppress(OSError):
            os.posix_spawn(sys.executable, command, os.environ, file_actions=nowhere, setsid=True)

    def note(self, text: str) -> None:
        """Say something beside the result: on standard error, so that standard output stays what was asked for."""
        from judge.render.text import clean  # noqa: PLC0415 - not every command has something to say beside its result

        click.echo(clean(text), err=True)


def _number(name: str, default: float) -> float:
    given = os.environ.get(name)
    try:
        number = float(given) if given else default
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e6:  # noqa: PLR2004 - some two years of minutes; no number at all fails it too
        raise UsageError(f"{name} is {given!r}", f"It must be a number from 0, for example: export {name}={default:g}")
    return number


def _engine_socket() -> str:
    """The Unix socket of the Docker engine; empty where a Docker context or another address asks for the SDK."""
    host = os.environ.get("DOCKER_HOST", "")
    if host:
        return host.removeprefix("unix://") if host.startswith("unix:///") else ""
    config = Path(os.environ.get("DOCKER_CONFIG") or "~/.docker").expanduser() / "config.json"
    try:
        in_use = os.environ.get("DOCKER_CONTEXT") or ('"currentContext"' in config.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        in_use = False
    return "" if in_use else "/var/run/docker.sock"


def data_folder() -> Path:
    """Where records and logs are kept."""
    home = os.environ.get("JUDGE_HOME")
    if home:
        return Path(home).expanduser().absolute()
    from platformdirs import user_data_path  # noqa: PLC0415 - only where JUDGE_HOME does not say it

    return user_data_path("judge", appauthor=False)


pass_context = click.make_pass_decorator(Context, ensure=True)
"""Hands a command its `Context` as the first argument."""


def contest_with(context: Context, problem_id: str) -> Running | None:
    """The contest that runs and has this problem, if one does: it is still scored."""
    running = context.contest
    return running if running is not None and running.has(problem_id) and not running.over else None
