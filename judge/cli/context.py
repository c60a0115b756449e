"""What every command shares: where problems, solutions and records are, which sandbox to use, which contest is running.

All of it is made when first asked for.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from judge.cli.environment import data_folder, docker_settings
from judge.errors import UsageError
from judge.private_folder import check_private
from judge.sandbox_kind import SandboxKind, chosen

if TYPE_CHECKING:
    from judge.cli.kept_sandboxes import KeptSandboxes
    from judge.contest.clock import Reading
    from judge.contest.gate import RunningContest
    from judge.problem import Catalogue, Problem, Runtime
    from judge.records import Records
    from judge.sandboxes import Progress, Sandbox, Settings

CHECKOUT: Final = Path(__file__).resolve().parents[2]
"""The folder that holds the judge package: the root of a checkout, or site-packages."""


@dataclass(frozen=True)
class Context:
    """The choices of one invocation of the program.

    Attributes:
        problems: the only folder of problems to use; None for ./problems and those that come with the program.
        sandbox_kind: the one that the user asked for; None for Docker if it is available.
        folder: the working directory.
        trusts_folder: whether ./problems may be used; not for a branch that a stranger pushed.
        contest: the contest that is running, if any.
        kept_sandboxes: those that serve one submission after another, as in `judge watch`.
    """

    problems: Path | None = None
    sandbox_kind: SandboxKind | None = None
    folder: Path = field(default_factory=Path.cwd)
    trusts_folder: bool = True
    contest: RunningContest | None = None
    kept_sandboxes: KeptSandboxes | None = None

    def with_sandbox(self, kind: str | None) -> Context:
        """The same with the sandbox of a command's own --sandbox, if it was given."""
        return self if kind is None else replace(self, sandbox_kind=chosen(kind))

    # Problems and files

    @cached_property
    def problem_roots(self) -> tuple[Path, ...]:
        """Folders of problems: the one asked for alone, else ./problems before those that come with the program.

        Without `trusts_folder`, ./problems is left out.
        """
        if self.problems is not None:
            if not self.problems.is_dir():
                raise UsageError(f"{self.problems} is not a folder", "Give the folder that holds the problem folders.")
            return (self.problems,)
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
        """Where records and logs are kept. Raises UsageError if it is not the user's."""
        home = data_folder()
        try:
            check_private(home)
        except OSError as error:
            why = f"the records cannot be kept in {home}: {error.strerror}"
            raise UsageError(why, "Set JUDGE_HOME to a folder of your own.") from None
        return home

    def records(self) -> Records:
        """The records, opened; use it in a `with`. Raises StorageError."""
        from judge.records import Records  # noqa: PLC0415 - sqlite3 is not needed by every command

        return Records(self.home / "records.sqlite3")

    @cached_property
    def solutions_folder(self) -> Path:
        """The user's own solutions: ./solutions, or that of the checkout if the user is somewhere inside it."""
        return self._own_folder("solutions")

    @cached_property
    def contests_folder(self) -> Path:
        """The user's own contest files, and a folder of solutions for each contest that was played."""
        return self._own_folder("contests")

    def solution_file(self, problem_id: str) -> Path:
        """Where the solution of a problem is kept, whether it exists or not; relative if that is shorter.

        A running contest has a folder of its own, so that no earlier solution helps.
        """
        if self.contest is not None and self.contest.has(problem_id):
            path = self.contest.solution_file(problem_id)
        else:
            path = self.solutions_folder / f"{problem_id}.py"
        return self.relative(path)

    def relative(self, path: Path) -> Path:
        """A path as the user would type it: relative if it is below the working directory."""
        return path.relative_to(self.folder) if path.is_relative_to(self.folder) else path

    def _own_folder(self, name: str) -> Path:
        here = self.folder / name
        in_checkout = (CHECKOUT / "pyproject.toml").is_file() and self.folder.is_relative_to(CHECKOUT)
        return CHECKOUT / name if in_checkout and not here.is_dir() else here

    # Contests

    @cached_property
    def runs_folder(self) -> Path:
        """The logs of contests that were played (`judge.contest.runs`)."""
        return self.home / "contests"

    @property
    def may_have_running_contest(self) -> bool:
        """A cheap check, for every command."""
        return (data_folder() / "contests" / "running").exists()

    def contest_scoring(self, problem_id: str) -> RunningContest | None:
        """The running contest in which an attempt at this problem still counts, if any."""
        return self.contest if self.contest is not None and self.contest.scores(problem_id) else None

    def check_open(self, problem_id: str, what: str) -> None:
        """Raise UsageError if a running contest closes `what` (the editorial, the history) of a problem."""
        if self.contest is not None:
            self.contest.check_open(problem_id, what)

    def read_clock(self) -> Reading:
        """Both clocks now: the one place where a contest's time comes from."""
        from judge.contest import clock  # noqa: PLC0415 - only contests need it

        return clock.read()

    # Sandboxes

    @property
    def may_keep_spares(self) -> bool:
        """Whether the sandbox that the user asked for may keep warm containers."""
        return self.sandbox_kind is None or self.sandbox_kind.keeps_spares

    @cached_property
    def settings(self) -> Settings:
        """How the Docker sandbox works. Raises UsageError."""
        return docker_settings(self.home)

    def make_sandbox(self, runtime: Runtime, *, fall_back: bool = True, progress: Progress | None = None) -> Sandbox:
        """The sandbox that the user asked for, ready for `runtime`; the same while it is kept. Raises SandboxError."""
        from judge.sandboxes.choice import choose  # noqa: PLC0415 - only commands that judge need it

        def start() -> Sandbox:
            say = progress or self.note
            return choose(self.sandbox_kind, runtime, say, fall_back=fall_back, settings=self.settings)

        return start() if self.kept_sandboxes is None else self.kept_sandboxes.get(runtime, start)

    def refill(self, problem: Problem) -> None:
        """Let another process see to it that a spare waits for the next submission of `problem`."""
        if not self.settings.spare_s or self.kept_sandboxes is not None:
            return
        # -P: a folder called judge in the working directory is not us
        command = [sys.executable, "-P", "-m", "judge", "sandbox", "warm", problem.runtime]
        command += ["--memory", str(problem.limits.memory_mb)]
        nowhere = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in range(3)]
        with contextlib.suppress(OSError):
            os.posix_spawn(sys.executable, command, os.environ, file_actions=nowhere, setsid=True)

    def note(self, text: str) -> None:
        """Write beside the result: to standard error, so that standard output is only what was asked for."""
        from judge.render.shared.text import clean  # noqa: PLC0415 - not every command has a note

        click.echo(clean(text), err=True)


pass_context = click.make_pass_decorator(Context, ensure=True)
"""Hands a command its `Context` as the first argument."""
