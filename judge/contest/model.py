"""What a contest is, and what happened in one: plain frozen data. Knows no clock, no file, no terminal.

Times are seconds of contest time, counted from the start, in which a pause takes none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from judge.verdict import Verdict


class Rule(StrEnum):
    """How attempts become a score."""

    INTERVIEW = "interview"
    """Points by problem, partial credit by groups of tests, hints cost points."""
    ICPC = "icpc"
    """Problems solved, then penalty minutes: those of each accepted attempt and 20 for each wrong one before it."""
    LEETCODE = "leetcode"
    """Points of the problems solved, then the time of the last one and 5 minutes for each wrong attempt."""
    IOI = "ioi"
    """The best score of each problem."""


WRONG_MINUTES: Final = {Rule.ICPC: 20, Rule.LEETCODE: 5}
"""What a wrong attempt costs by the published rules; the other rules have no penalty."""


@dataclass(frozen=True, slots=True)
class Task:
    """A problem as it stands in a contest: `label` is its letter."""

    label: str
    problem: str
    points: float = 100.0


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest, as its TOML file says.

    Attributes:
        name: of the file, and in commands.
        title: for people.
        tasks: in order.
        minutes: how long it lasts.
        rule: how it is scored.
        wrong_minutes: penalty for a wrong attempt, of rules that have one.
        hint_cost: the share of a problem's points that each hint costs, 0 to 1; None where there are no hints.
        freeze_minutes: how long before the end the board stands still; 0 for never.
    """

    name: str
    title: str
    tasks: tuple[Task, ...]
    minutes: int
    rule: Rule
    wrong_minutes: int = 20
    hint_cost: float | None = None
    freeze_minutes: int = 0

    @property
    def freeze_s(self) -> float | None:
        """From when on the board stands still; None where it never does."""
        return 60.0 * max(self.minutes - self.freeze_minutes, 0) if self.freeze_minutes else None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """How many tests of a group (`sample`, `hidden`) passed."""

    group: str
    passed: int
    total: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One submission of a run.

    Attributes:
        number: in the order of receipt, from 1.
        problem: its id.
        at_s: when it was received; the time of receipt decides, however late the verdict comes.
        verdict: None while it is being judged.
        groups: partial results, in test order; empty where nothing ran.
        sha256: of the source.
        seed: what random inputs were drawn from, so that a rejudge draws the same.
        upsolving: received after the end: judged, not scored.
    """

    number: int
    problem: str
    at_s: float
    verdict: Verdict | None
    groups: tuple[GroupResult, ...] = ()
    sha256: str = ""
    seed: int = 0
    upsolving: bool = False


@dataclass(frozen=True, slots=True)
class HintTaken:
    """Hint `number` of a problem was shown."""

    problem: str
    number: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still at `at_s` for `length_s` seconds of wall time; None while it still does."""

    at_s: float
    length_s: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """One person's contest, from start to end, as its log tells it.

    Attributes:
        id: of the run, unique among those of one person.
        contest: what was played.
        participant: who.
        started_at: wall time, ISO 8601 with a zone.
        attempts: in order of receipt.
        hints: in order.
        pauses: in order.
        extra_minutes: added to the contest's length for this person.
        ended_s: when it ended (time up, finished or aborted); None while it runs.
        aborted: it was given up and is not scored.
        intact: whether the log's hash chain holds; evidence of tampering, no proof of honesty.
        notes: what was wrong with the log, in sentences for people; a line that is cut off leaves it intact.
    """

    id: str
    contest: Contest
    participant: str
    started_at: str
    attempts: tuple[Attempt, ...] = ()
    hints: tuple[HintTaken, ...] = ()
    pauses: tuple[Pause, ...] = ()
    extra_minutes: int = 0
    ended_s: float | None = None
    aborted: bool = False
    intact: bool = True
    notes: tuple[str, ...] = ()

    @property
    def length_s(self) -> float:
        """How long this person has."""
        return 60.0 * (self.contest.minutes + self.extra_minutes)


@dataclass(frozen=True, slots=True)
class TaskScore:
    """What one problem brought.

    Attributes:
        label: of the task.
        problem: its id.
        points: what counts.
        possible: what could have counted.
        solved: an attempt was accepted in time.
        solved_s: when that one was received; None where there is none.
        wrong: attempts that count as wrong (before the first accepted one; CE and JE never).
        pending: attempts whose verdict is not known, or hidden by a freeze.
        first: solved before anybody else on the board.
        counted_s: when the attempt that brought the points was received; None where none did.
    """

    label: str
    problem: str
    points: float
    possible: float
    solved: bool
    solved_s: float | None = None
    wrong: int = 0
    pending: int = 0
    first: bool = False
    counted_s: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What a run is worth by the rule of its contest.

    Attributes:
        tasks: in the contest's order.
        points: all together; of icpc, where each problem brings one, how many are solved.
        solved: how many problems.
        penalty_s: what separates equal points: penalty time of icpc, finish time of leetcode, else 0.
        last_s: when the last accepted attempt was received: the next tie-break.
    """

    tasks: tuple[TaskScore, ...]
    points: float
    solved: int
    penalty_s: float = 0.0
    last_s: float = 0.0
