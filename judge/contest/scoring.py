"""What a run is worth by the rule of its contest: pure functions of its attempts. Knows no clock and no other run.

The time of receipt counts, and for two attempts at the same time their number. Attempts after the end do not count. A
judge error costs nothing, nor does a source that cannot be loaded. An attempt without a verdict is pending: it neither
helps nor hurts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from judge.contest.model import Attempt, Run, Score, Task, TaskScore
from judge.contest.rules import rule_of
from judge.contest.rules.scoring_rule import rounded_down
from judge.verdict import Verdict

_NO_RESULT: Final = frozenset({None, Verdict.JUDGE_ERROR})
"""Verdicts that say nothing of the solution; None is pending."""
_NO_FAULT: Final = _NO_RESULT | {Verdict.ACCEPTED, Verdict.COMPILE_ERROR, Verdict.SKIPPED}
"""Verdicts that make no attempt wrong."""


def score(run: Run) -> Score:
    """The score of a run so far; nothing but zeros if it was aborted."""
    rule = rule_of(run.contest)
    attempts: dict[str, list[Attempt]] = {task.problem: [] for task in run.contest.tasks}
    for attempt in counting(run):
        attempts.get(attempt.problem, []).append(attempt)
    tasks = tuple(_task_score(run, task, attempts[task.problem]) for task in run.contest.tasks)
    solved_s = [rounded_down(task.solved_s, rule) for task in tasks if task.solved_s is not None]
    return Score(
        tasks=tasks,
        points=round(sum(task.points for task in tasks), 2),
        solved=sum(task.solved for task in tasks),
        penalty_s=rule.penalty_s(run.contest, tasks),
        last_s=max(solved_s, default=0.0),
    )


def counting(run: Run) -> list[Attempt]:
    """The attempts that count, in order of receipt: those before the end, and none of a run that was aborted."""
    return sorted(
        (attempt for attempt in run.attempts if not run.aborted and _in_time(run, attempt)),
        key=lambda attempt: (attempt.at_s, attempt.number),
    )


def points_of(run: Run, attempt: Attempt) -> float:
    """The points that one attempt would bring if it were the only one."""
    return _points(run, run.contest.task_of(attempt.problem), [attempt])[0]


def _in_time(run: Run, attempt: Attempt) -> bool:
    early = run.ended_s is not None and attempt.at_s > run.ended_s
    return not attempt.upsolving and not early and attempt.at_s < run.length_s


def _task_score(run: Run, task: Task, attempts: Sequence[Attempt]) -> TaskScore:
    """What the attempts at one problem, in order of receipt, bring."""
    solved = next((attempt for attempt in attempts if attempt.verdict is Verdict.ACCEPTED), None)
    before = attempts[: attempts.index(solved)] if solved else attempts
    points, counted_s = _points(run, task, attempts)
    return TaskScore(
        label=task.label,
        problem=task.problem,
        points=points,
        possible=rule_of(run.contest).possible(task),
        solved=solved is not None,
        solved_s=solved.at_s if solved else None,
        wrong=sum(attempt.verdict not in _NO_FAULT for attempt in before),
        pending=sum(attempt.verdict is None for attempt in before),
        counted_s=counted_s,
    )


def _points(run: Run, task: Task, attempts: Sequence[Attempt]) -> tuple[float, float | None]:
    """What attempts at one problem bring, and when the attempt was received that brought them to that."""
    points, counted_s = 0.0, None
    known = [attempt for attempt in attempts if attempt.verdict not in _NO_RESULT]
    for attempt, now in zip(known, rule_of(run.contest).points_after_each(run, task, known), strict=True):
        if now != points:
            points, counted_s = now, attempt.at_s if now else None
    return points, counted_s
