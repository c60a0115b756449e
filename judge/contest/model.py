"""What a contest is, and what happened in one: plain frozen data. Knows no clock, no file, no terminal.

Times are seconds of contest time, which begins with the run and stands still during a pause.
"""

from __future__ import annotations

from dataclasses import dataclass

from judge.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Task:
    """A problem in a contest; `label` is its letter."""

    label: str
    problem: str
    points: float = 100.0


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest, as its TOML file describes it.

    Attributes:
        name: of the file, used in commands.
        title: for people.
        tasks: in order.
        minutes: how long it lasts.
        rule: the name of its scoring rule, one of `judge.contest.rules.RULES`.
        wrong_minutes: the penalty for a wrong attempt, for rules that have one.
        hint_cost: the share of a problem's points that each hint costs, 0 to 1; None if there are no hints.
        freeze_minutes: how long before the end the scoreboard is frozen; 0 for never.
    """

    name: str
    title: str
    tasks: tuple[Task, ...]
    minutes: int
    rule: str
    wrong_minutes: int = 20
    hint_cost: float | None = None
    freeze_minutes: int = 0

    @property
    def by_letter(self) -> dict[str, str]:
        """Problem ids by their letters, in lower case."""
        return {task.label.lower(): task.problem for task in self.tasks}

    def task_of(self, problem: str) -> Task:
        """The task that is a problem of this contest."""
        return next(task for task in self.tasks if task.problem == problem)

    @property
    def freeze_s(self) -> float | None:
        """When the scoreboard is frozen; None if it never is."""
        return 60.0 * max(self.minutes - self.freeze_minutes, 0) if self.freeze_minutes else None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """How many tests of a group (`sample`, `hidden`) passed."""

    group: str
    passed: int
    total: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One submission in a run.

    Attributes:
        number: in the order of receipt, from 1.
        problem: its id.
        at_s: when it was received; this time counts, however late the verdict comes.
        verdict: None until it is judged.
        groups: partial results, in test order; empty if nothing ran.
        sha256: of the source.
        seed: of the random inputs, so that a rejudge draws the same ones.
        upsolving: whether it was received after the end: judged, but not scored.
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
    """The clock was stopped at `at_s` for `length_s` seconds of wall time; None while it still is."""

    at_s: float
    length_s: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """One person's contest, from start to end, as its log records it.

    Attributes:
        id: unique among the runs of one person.
        contest: what was played.
        participant: who played.
        started_at: wall time, ISO 8601 with a zone.
        attempts: in order of receipt.
        hints: in order.
        pauses: in order.
        extra_minutes: added to the contest's length for this person.
        ended_s: when it ended (time up, finished or aborted); None while it is in progress.
        aborted: whether it was given up, and is not scored.
        events: how many events its log has; of two exports of one run, the later one has more.
        intact: whether the log's hash chain holds; evidence of tampering, not proof of honesty.
        notes: what is wrong with the log, in sentences for people; a log that is cut off may still be intact.
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
    events: int = 1
    intact: bool = True
    notes: tuple[str, ...] = ()

    @property
    def length_s(self) -> float:
        """How long this person has."""
        return 60.0 * (self.contest.minutes + self.extra_minutes)


@dataclass(frozen=True, slots=True)
class TaskScore:
    """The score of one problem.

    Attributes:
        label: of the task.
        problem: its id.
        points: that count.
        possible: the most that could count.
        solved: whether an attempt was accepted in time.
        solved_s: when that attempt was received; None if there is none.
        wrong: attempts that count as wrong (before the first accepted one; never CE or JE).
        pending: attempts whose verdict is unknown, or hidden by a freeze.
        first: whether it was solved before anybody else on the scoreboard solved it.
        counted_s: when the attempt that brought the points was received; None if there are no points.
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
    """The score of a run by the rule of its contest.

    Attributes:
        tasks: in the contest's order.
        points: all together; the number of solved problems with a rule by which each problem brings one.
        solved: how many problems.
        penalty_s: the time that separates equal points, as the rule defines it; else 0.
        last_s: when the last accepted attempt was received: the next tie-break.
    """

    tasks: tuple[TaskScore, ...]
    points: float
    solved: int
    penalty_s: float = 0.0
    last_s: float = 0.0
