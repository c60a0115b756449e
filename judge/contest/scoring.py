"""What a run is worth by the rule of its contest: pure functions of its attempts. Knows no clock and no other run.

The time of receipt decides, and of two attempts of the same moment the number. What came after the end counts for
nothing. A judge error costs nothing, and neither does a source that cannot be loaded. An attempt whose verdict is not
known is pending: it neither helps nor hurts until it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from judge.contest.model import Attempt, Rule, Run, Score, Task, TaskScore
from judge.verdict import Verdict

SAMPLE_SHARE: Final = 0.2
"""What the samples, which everybody can see, are worth in an interview; the other groups share the rest by size."""

_NO_FAULT: Final = frozenset({None, Verdict.ACCEPTED, Verdict.COMPILE_ERROR, Verdict.JUDGE_ERROR, Verdict.SKIPPED})
"""Verdicts that make no attempt wrong; None is pending."""


def score(run: Run) -> Score:
    """The score of a run so far; nothing but zeros where it was aborted."""
    attempts: dict[str, list[Attempt]] = {task.problem: [] for task in run.contest.tasks}
    for attempt in counting(run):
        attempts.get(attempt.problem, []).append(attempt)
    tasks = tuple(_task_score(run, task, attempts[task.problem]) for task in run.contest.tasks)
    return Score(
        tasks=tasks,
        points=round(sum(task.points for task in tasks), 2),
        solved=sum(task.solved for task in tasks),
        penalty_s=_penalty_s(run, tasks),
        last_s=max(
            (_kept(run.contest.rule, task.solved_s) for task in tasks if task.solved_s is not None), default=0.0
        ),
    )


def rank_key(rule: Rule, score: Score) -> tuple[float, ...]:
    """What ranks are sorted by, the best one first; runs of equal keys share a rank."""
    match rule:
        case Rule.ICPC:
            return (-score.solved, score.penalty_s, score.last_s)
        case Rule.LEETCODE:
            return (-score.points, score.penalty_s)
        case Rule.INTERVIEW | Rule.IOI:
            return (-score.points,)
        case _:
            assert_never(rule)


def counting(run: Run) -> list[Attempt]:
    """The attempts that count, in order of receipt: those before the end, and none of a run that was aborted."""
    return sorted(
        (attempt for attempt in run.attempts if not run.aborted and _in_time(run, attempt)),
        key=lambda attempt: (attempt.at_s, attempt.number),
    )


def worth(run: Run, attempt: Attempt) -> float:
    """The points that one attempt would bring if it were the only one."""
    return _worth(run, next(task for task in run.contest.tasks if task.problem == attempt.problem), attempt)


def possible(rule: Rule, task: Task) -> float:
    """The most that a problem can bring."""
    return 1.0 if rule is Rule.ICPC else task.points


def _in_time(run: Run, attempt: Attempt) -> bool:
    early = run.ended_s is not None and attempt.at_s > run.ended_s
    return not attempt.upsolving and not early and attempt.at_s < run.length_s


def _worth(run: Run, task: Task, attempt: Attempt) -> float:
    accepted = attempt.verdict is Verdict.ACCEPTED
    match run.contest.rule:
        case _ if attempt.verdict in {None, Verdict.JUDGE_ERROR}:
            return 0.0
        case Rule.ICPC:
            return float(accepted)
        case Rule.LEETCODE:
            return task.points if accepted else 0.0
        case Rule.IOI:
            return round(task.points * _share_of_tests(attempt), 2)
        case Rule.INTERVIEW:
            hints = sum(hint.problem == attempt.problem and hint.at_s <= attempt.at_s for hint in run.hints)
            share = _share_of_groups(attempt) - hints * (run.contest.hint_cost or 0.0)
            return round(task.points * max(share, 0.0), 2)
        case _:
            assert_never(run.contest.rule)


def _task_score(run: Run, task: Task, attempts: Sequence[Attempt]) -> TaskScore:
    """What the attempts at one problem, in order of receipt, bring."""
    solved = next((attempt for attempt in attempts if attempt.verdict is Verdict.ACCEPTED), None)
    before = attempts[: attempts.index(solved)] if solved else attempts
    points, counted_s = 0.0, None
    for attempt in attempts:  # the best one counts, and of equal ones the first
        if (brought := _worth(run, task, attempt)) > points:
            points, counted_s = brought, attempt.at_s
    return TaskScore(
        label=task.label,
        problem=task.problem,
        points=points,
        possible=possible(run.contest.rule, task),
        solved=solved is not None,
        solved_s=solved.at_s if solved else None,
        wrong=sum(attempt.verdict not in _NO_FAULT for attempt in before),
        pending=sum(attempt.verdict is None for attempt in before),
        counted_s=counted_s,
    )


def _penalty_s(run: Run, tasks: Sequence[TaskScore]) -> float:
    """What separates equal points. Wrong attempts at problems that were never solved cost nothing."""
    rule, wrong_s = run.contest.rule, 60.0 * run.contest.wrong_minutes
    solved = [(task.solved_s, task.wrong) for task in tasks if task.solved_s is not None]
    if not solved:
        return 0.0
    wrong = wrong_s * sum(tries for _, tries in solved)
    match rule:
        case Rule.ICPC:
            return wrong + sum(_kept(rule, at_s) for at_s, _ in solved)
        case Rule.LEETCODE:
            return wrong + max(_kept(rule, at_s) for at_s, _ in solved)
        case Rule.INTERVIEW | Rule.IOI:
            return 0.0
        case _:
            assert_never(rule)


def _kept(rule: Rule, at_s: float) -> float:
    """A time as the rule counts it: in whole minutes for the ICPC, where 59.99 seconds are 0; else in whole seconds."""
    unit = 60.0 if rule is Rule.ICPC else 1.0
    return at_s // unit * unit


def _share_of_tests(attempt: Attempt) -> float:
    if attempt.verdict is Verdict.ACCEPTED:
        return 1.0
    total = sum(group.total for group in attempt.groups)
    return sum(group.passed for group in attempt.groups) / total if total else 0.0


def _share_of_groups(attempt: Attempt) -> float:
    """Samples bring SAMPLE_SHARE at most, however many they are, so that nobody lives on what everybody can see."""
    if attempt.verdict is Verdict.ACCEPTED:
        return 1.0
    totals = {True: 0, False: 0}
    passed = {True: 0, False: 0}
    for group in attempt.groups:
        totals[group.group == "sample"] += group.total
        passed[group.group == "sample"] += group.passed
    samples, others = ((passed[kind] / totals[kind] if totals[kind] else None) for kind in (True, False))
    if samples is None or others is None:
        return samples or others or 0.0
    return SAMPLE_SHARE * samples + (1 - SAMPLE_SHARE) * others
