"""What can be learned from a run that is over: pure analysis of its log. Knows no color, no page and no other person.

What was solved when, what was wrong and how it was fixed, how the run compares with earlier ones, which tags are weak,
and what to practice next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from judge.contest.fixes import MOST_FIXES, Fix, fixes_of
from judge.contest.log_parser import Log
from judge.contest.model import Attempt, HintTaken, Run, Score, Task
from judge.contest.scoring import score
from judge.problem import Difficulty, Problem
from judge.verdict import Verdict

MOST_ADVICE: Final = 6
MOST_PAST_RUNS: Final = 12

_LEVELS: Final = tuple(Difficulty)


@dataclass(frozen=True, slots=True)
class TaskHistory:
    """How one problem went.

    Attributes:
        task: its label, id and points.
        points: that it brought.
        possible: that it could have brought.
        attempts: all of them, including those after the end.
        hints: in order.
        first_s: when the first attempt was received; None if there was none in time.
        solved_s: when the accepted attempt was received; None if there was none in time.
        wrong: attempts that counted as wrong.
        upsolved: whether it was solved after the end only.
    """

    task: Task
    points: float
    possible: float
    attempts: tuple[Attempt, ...]
    hints: tuple[HintTaken, ...]
    first_s: float | None
    solved_s: float | None
    wrong: int
    upsolved: bool


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run of the same person in figures, to compare: an earlier one, or this one.

    Attributes:
        run: all of it.
        share: of the possible points, 0 to 1.
        solved: how many problems.
        wrong: attempts that counted as wrong.
        first_solved_s: when the first problem was solved; None if none was.
        same: whether it was the same contest.
    """

    run: Run
    share: float
    solved: int
    wrong: int
    first_solved_s: float | None
    same: bool


@dataclass(frozen=True, slots=True)
class TagShare:
    """The share of the points, 0 to 1, that the problems of a tag brought."""

    tag: str
    problems: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Advice:
    """A problem to practice, and why; `again` if it was solved and should be solved again from the stub."""

    problem: str
    reason: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that a report shows.

    Attributes:
        run: as its log records it.
        score: by the rule of the contest.
        length_s: how long it lasted, until its time was up or it was ended.
        tasks: each problem, in order.
        fixes: each wrong attempt, in order of receipt.
        more_fixes: how many wrong attempts are not among them.
        clock_remarks: when the clocks disagreed (contest time), and what counted.
        past_runs: earlier runs of this person, oldest first, then this one; empty if it is the first.
        tags: the weakest first.
        advice: what to practice next.
    """

    run: Run
    score: Score
    length_s: float
    tasks: tuple[TaskHistory, ...]
    fixes: tuple[Fix, ...]
    more_fixes: int
    clock_remarks: tuple[tuple[float, str], ...]
    past_runs: tuple[PastRun, ...]
    tags: tuple[TagShare, ...]
    advice: tuple[Advice, ...]


def analyze(log: Log, before: Sequence[Run], problems: Sequence[Problem], solved: Collection[str]) -> Analysis:
    """Analyze the run of a log.

    Args:
        log: of a run that is over.
        before: other runs of the same person, in any order; those that started later are left out.
        problems: those that are available; others have no tags.
        solved: problems that this person has ever solved.
    """
    run = log.run
    tasks = tuple(_histories(run, score(run)))
    fixes = list(fixes_of(log))
    earlier = [
        _past_run(other, run)
        for other in sorted(before, key=_start)
        if _start(other) < _start(run) and other.id != run.id
    ]
    tags = _tags(tasks, problems)
    return Analysis(
        run=run,
        score=score(run),
        length_s=run.length_s if run.ended_s is None else min(run.ended_s, run.length_s),
        tasks=tasks,
        fixes=tuple(fixes[:MOST_FIXES]),
        more_fixes=max(0, len(fixes) - MOST_FIXES),
        clock_remarks=log.clock_remarks,
        past_runs=(*earlier[-MOST_PAST_RUNS:], _past_run(run, run)) if earlier else (),
        tags=tags,
        advice=_advice(tasks, tags, problems, solved),
    )


def _histories(run: Run, result: Score) -> Iterator[TaskHistory]:
    for task, of_task in zip(run.contest.tasks, result.tasks, strict=True):
        attempts = tuple(attempt for attempt in run.attempts if attempt.problem == task.problem)
        in_time = [attempt for attempt in attempts if not attempt.upsolving]
        upsolved = any(attempt.upsolving and attempt.verdict is Verdict.ACCEPTED for attempt in attempts)
        yield TaskHistory(
            task=task,
            points=of_task.points,
            possible=of_task.possible,
            attempts=attempts,
            hints=tuple(hint for hint in run.hints if hint.problem == task.problem),
            first_s=in_time[0].at_s if in_time else None,
            solved_s=of_task.solved_s,
            wrong=of_task.wrong,
            upsolved=upsolved and not of_task.solved,
        )


def _start(run: Run) -> tuple[str, str]:
    return (run.started_at, run.id)


def _past_run(run: Run, this: Run) -> PastRun:
    result = score(run)
    possible = sum(task.possible for task in result.tasks)
    times = [task.solved_s for task in result.tasks if task.solved_s is not None]
    return PastRun(
        run=run,
        share=result.points / possible if possible else 0.0,
        solved=result.solved,
        wrong=sum(task.wrong for task in result.tasks),
        first_solved_s=min(times, default=None),
        same=run.contest.name == this.contest.name,
    )


def _tags(tasks: Sequence[TaskHistory], problems: Sequence[Problem]) -> tuple[TagShare, ...]:
    tags_of = {problem.id: problem.tags for problem in problems}
    tasks_of: dict[str, list[TaskHistory]] = {}
    for task in tasks:
        for tag in tags_of.get(task.task.problem, ()):
            tasks_of.setdefault(tag, []).append(task)
    shares = [TagShare(tag, tuple(task.task.problem for task in own), _share(own)) for tag, own in tasks_of.items()]
    return tuple(sorted(shares, key=lambda tag: (tag.share, -len(tag.problems), tag.tag)))


def _share(tasks: Sequence[TaskHistory]) -> float:
    possible = sum(task.possible for task in tasks)
    return sum(task.points for task in tasks) / possible if possible else 0.0


def _advice(
    tasks: Sequence[TaskHistory], tags: Sequence[TagShare], problems: Sequence[Problem], solved: Collection[str]
) -> tuple[Advice, ...]:
    """What was not solved here first, then what was solved with help, then a new problem of each weak tag."""
    available = {problem.id for problem in problems}
    known = {*solved, *(task.task.problem for task in tasks)}
    found = [advice for advice in _of_this_contest(tasks) if advice.problem in available]
    found += _new_of_weak_tags(tags, [problem for problem in problems if problem.id not in known])
    return tuple(found[:MOST_ADVICE])


def _of_this_contest(tasks: Sequence[TaskHistory]) -> Iterator[Advice]:
    for task in tasks:
        if task.solved_s is None and not task.upsolved:
            how = "tried but not solved" if task.attempts else "not tried"
            yield Advice(task.task.problem, f"{how} in this contest: try it without the clock")
    for task in tasks:
        how = ""
        if task.upsolved:
            how = "solved after the end"
        elif task.solved_s is not None and task.hints:
            how = "solved with hints"
        elif task.solved_s is not None and task.wrong > 1:
            how = f"solved after {task.wrong} wrong attempts"
        if how:
            yield Advice(task.task.problem, f"{how}: solve it again in a few days", again=True)


def _new_of_weak_tags(tags: Sequence[TagShare], new: Sequence[Problem]) -> Iterator[Advice]:
    """The easiest new problem of each weak tag, none twice."""
    left = sorted(new, key=lambda problem: (_LEVELS.index(problem.difficulty), problem.id))
    for tag in tags:
        easiest = next((problem for problem in left if tag.tag in problem.tags), None)
        if tag.share < 1 and easiest is not None:
            left.remove(easiest)
            yield Advice(easiest.id, f"new, with the tag {tag.tag}, which was weak in this contest")
