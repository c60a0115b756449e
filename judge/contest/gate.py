"""The contest that is running, and what it closes: plain data and rules. Knows no command line and no terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.contest import log
from judge.contest.actions import end
from judge.contest.clock import Reading
from judge.contest.current import CurrentRun, clear, current_run
from judge.contest.events import EndReason, paused
from judge.contest.log_parser import Log
from judge.errors import StorageError, UsageError

CLOSED_COMMANDS: Final = frozenset({"stress", "grade", "verify"})
"""Commands that reveal more about hidden tests than a contest allows."""

_WHEN_OPEN: Final = "Wait until the contest ends: judge contest status"


@dataclass(frozen=True, slots=True)
class RunningContest:
    """The contest that is running, as it stood when the command began.

    Attributes:
        current: where its log and its solutions are.
        log: all that has happened in it.
        now_s: contest time.
        over: the time is up, and this is the first command since then.
    """

    current: CurrentRun
    log: Log
    now_s: float
    over: bool = False

    @property
    def name(self) -> str:
        """The contest's name."""
        return self.log.run.contest.name

    @property
    def path(self) -> Path:
        """Its log."""
        return self.current.path

    @property
    def left_s(self) -> float:
        """Seconds until its time is up."""
        return self.log.run.length_s - self.now_s

    @property
    def paused(self) -> bool:
        """Whether its clock is stopped."""
        return paused(self.log.run)

    @property
    def problems(self) -> dict[str, str]:
        """Problem ids by their letters, in lower case."""
        return self.log.run.contest.by_letter

    def has(self, problem: str) -> bool:
        """Whether it is a problem of the contest."""
        return problem in self.problems.values()

    def scores(self, problem: str) -> bool:
        """Whether an attempt at the problem still counts."""
        return self.has(problem) and not self.over

    def solution_file(self, problem: str) -> Path:
        """Where the solution of a problem is kept during the contest."""
        return self.current.file(problem)

    def hints_taken(self, problem: str) -> frozenset[int]:
        """The hints that were paid for."""
        return frozenset(hint.number for hint in self.log.run.hints if hint.problem == problem)

    def price_of_hint(self, problem: str, number: int) -> str:
        """What a hint costs, in words; empty if it is paid for already. Raises UsageError if there are no hints."""
        if number in self.hints_taken(problem):
            return ""
        contest = self.log.run.contest
        cost = contest.hint_cost
        if cost is None:
            raise UsageError(f"the contest {self.name} has no hints", f"Read the statement again: judge show {problem}")
        task = contest.task_of(problem)
        points = f"{cost * task.points:g} of {task.points:g}"
        return f"Hint {number} of {problem} costs {cost:.0%} of its points: {points}."

    def check_command(self, command: str) -> None:
        """Raise UsageError if the contest closes the command."""
        if command in CLOSED_COMMANDS and not self.over:
            raise UsageError(f"judge {command} is not available while the contest {self.name} is running", _WHEN_OPEN)

    def check_open(self, problem: str, what: str) -> None:
        """Raise UsageError if the contest closes `what` (the editorial, the history) of a problem."""
        if self.scores(problem):
            raise UsageError(
                f"{what} of {problem} is not available while the contest {self.name} is running", _WHEN_OPEN
            )

    def check_not_paused(self, problem: str) -> None:
        """Raise UsageError if it is a problem of the contest and the clock is stopped."""
        if self.paused and self.has(problem):
            raise UsageError(
                f"the contest {self.name} is paused, so {problem} is not available",
                "Resume the clock: judge contest resume",
            )


@dataclass(frozen=True, slots=True)
class Look:
    """What was found of a running contest, and what a person should know about its clock and its log."""

    contest: RunningContest | None
    notes: tuple[str, ...] = ()


def look(folder: Path, read_clock: Callable[[], Reading]) -> Look:
    """Look for a running contest; end it if its time is up.

    Args:
        folder: of the logs.
        read_clock: gives the clocks now.

    Raises:
        UsageError, StorageError: its log or its pointer cannot be read.
    """
    run = current_run(folder)
    if run is None:
        return Look(None)
    if not run.path.is_file():  # it was never begun
        clear(folder, run, None)
        return Look(None)
    whole = log.load(run.path)
    if whole.run.ended_s is not None:
        clear(folder, run, whole)
        return Look(None)
    reading = read_clock()
    now_s, since = whole.now(reading)
    notes = [since.remark] if since.remark else []
    notes += [f"The log of this contest: {note}" for note in whole.run.notes]
    if now_s < whole.run.length_s:
        return Look(RunningContest(run, whole, now_s), tuple(notes))
    try:
        whole = end(whole, reading, EndReason.TIME)
        clear(folder, run, whole)
    except StorageError as error:  # the next command tries again
        notes.append(f"The end of the contest could not be recorded yet: {error.message}. {error.hint}")
    return Look(RunningContest(run, whole, now_s, over=True), tuple(notes))
