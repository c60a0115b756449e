"""Each author's points by the rules, and who passes: a pure function of rules, results, time and attempts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from judge.grading.results import Graded, Scored, Standing
from judge.grading.rules import Attempts, Deadline, Rules


def standings(
    rules: Rules, results: Iterable[Graded], received_at: datetime, attempts: Mapping[tuple[str, str], int]
) -> tuple[Standing, ...]:
    """The standing of each author, sorted by name, including those of the roster without any solution.

    With no roster and no results there is still one standing, so that submitting nothing does not pass.

    Args:
        rules: of the repository.
        results: in any order.
        received_at: when the solutions were submitted, by a clock of the trusted side.
        attempts: by author and problem; a missing number counts as one.
    """
    by_author: dict[str, list[Graded]] = defaultdict(list)
    for author in rules.roster:
        by_author[author] = []
    for graded in results:
        by_author[graded.candidate.author].append(graded)
    late_percent, late_words = _lateness(rules.deadline, received_at)
    ranked = []
    for author, own in sorted(by_author.items() or [("", [])]):
        lines = []
        for problem in rules.points:
            percent, words = _surplus(rules.attempts, attempts.get((author, problem), 1))
            of_problem = [graded for graded in own if graded.candidate.problem == problem]
            note = ", ".join(filter(None, (late_words, words)))
            lines.append(_scored(rules, problem, of_problem, late_percent + percent, note))
        ranked.append(_standing(rules, author, tuple(lines)))
    return tuple(ranked)


def _scored(rules: Rules, problem: str, results: list[Graded], percent_off: float, note: str) -> Scored:
    """One problem: accepted brings the points that the penalties leave; everything else brings none."""
    possible = rules.points[problem]
    required = problem in rules.required
    if any(graded.accepted for graded in results):
        # rounded, so that penalties that add up to 100 % leave nothing
        points = min(possible, round(possible * max(0.0, 100 - percent_off) / 100, 6))
        return Scored(problem, points, possible, required, accepted=True, note=note)
    if any(graded.judge_error for graded in results):
        return Scored(problem, 0.0, possible, required, note="not judged because of a judge error", withheld=True)
    return Scored(problem, 0.0, possible, required, note="" if results else "not submitted")


def _standing(rules: Rules, author: str, lines: tuple[Scored, ...]) -> Standing:
    unjudged = [line.problem for line in lines if line.withheld]
    # a solution that penalties have left without points is not solved in time
    solved = all(line.points for line in lines if line.required)
    enough = sum(line.points for line in lines) >= rules.minimum
    return Standing(
        author,
        lines,
        passed=solved and enough and not unjudged,
        withheld=f"not judged because of a judge error: {', '.join(unjudged)}" if unjudged else "",
    )


def _lateness(deadline: Deadline | None, received_at: datetime) -> tuple[float, str]:
    """The percentage that lateness costs, and how late it is in words."""
    if deadline is None or received_at <= deadline.at + deadline.grace:
        return 0.0, ""
    periods = math.ceil((received_at - deadline.at) / deadline.period.length)
    percent = min(deadline.at_most_percent, periods * deadline.percent)
    plural = "" if periods == 1 else "s"
    return percent, f"{periods} {deadline.period}{plural} late (rounded up): {percent:g}% off"


def _surplus(attempts: Attempts | None, number: int) -> tuple[float, str]:
    """The percentage that attempts beyond the maximum cost, and how many there were in words."""
    if attempts is None or number <= attempts.maximum:
        return 0.0, ""
    percent = min(100.0, (number - attempts.maximum) * attempts.percent)
    return percent, f"{number} attempts, {attempts.maximum} free: {percent:g}% off"
