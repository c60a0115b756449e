"""The results.json of a Gradescope autograder: one author's points, a line for each problem.

By gradescope-autograders.readthedocs.io/en/latest/specs/. All text is of format `text`, so that nothing of a stranger's
is rendered. Where something could not be judged there is no file at all: a run without results.json is an
"autograder error" there, which the student sees, which does not count as an attempt, and which staff can run again
(troubleshooting, submission_metadata); any file would have to have a score.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from judge.errors import ProblemError, UsageError
from judge.grading import Candidate, Graded, Grades, Scored, Standing
from judge.render import text
from judge.render.failures import author_name, failures_of, reason_of, verdict_of, who_and_what
from judge.render.verdicts import count, seconds

MAX_OUTPUT: Final = 10_000
"""Characters about one problem."""


def check(candidates: Sequence[Candidate]) -> None:
    """Raises UsageError where there is more than one author: a results.json is of one."""
    authors = sorted({candidate.author for candidate in candidates})
    if len(authors) > 1:
        raise UsageError(
            f"the format gradescope is for one author, and there are {len(authors)}: "
            + ", ".join(author_name(author) for author in authors[:3]),
            "Name one author's folder: judge grade solutions/AUTHOR --format gradescope=results.json",
        )


def gradescope_json(grades: Grades) -> str:
    """The object as text, in ASCII. Points are those of the rules; without rules an accepted solution is one.

    Raises:
        UsageError: there is more than one author.
        ProblemError: a fault of ours left something open, so there must be no score.
    """
    check([graded.candidate for graded in grades.results])
    open_yet = next((graded for graded in grades.results if graded.ours), None)
    withheld = next((standing.withheld for standing in grades.standings if standing.withheld), "")
    if open_yet is not None or withheld:
        why = withheld or (f"{who_and_what(open_yet)}: {reason_of(open_yet)}" if open_yet else "")
        raise ProblemError(
            f"not graded, so there is no result for Gradescope: {text.one_line(why)}",
            "Mend that, then let Gradescope run the autograder again.",
        )
    standing = _standing(grades)
    results = {graded.candidate.problem: graded for graded in grades.results}
    solved = sum(line.accepted for line in standing.lines)
    document = {
        "score": round(standing.points, 3),
        "output": _headline(grades, standing),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_line(line, results.get(line.problem)) for line in standing.lines],
        "leaderboard": [
            {"name": "Points", "value": round(standing.points, 3)},
            {"name": "Solved", "value": solved},
        ],
    }
    return json.dumps(document, indent=2, allow_nan=False)


def _standing(grades: Grades) -> Standing:
    if grades.standings:
        author = grades.results[0].candidate.author if grades.results else grades.standings[0].author
        return next((one for one in grades.standings if one.author == author), grades.standings[0])
    lines = tuple(
        Scored(one.candidate.problem, float(one.accepted), 1.0, accepted=one.accepted) for one in grades.results
    )
    return Standing("", lines, grades.passed)


def _headline(grades: Grades, standing: Standing) -> str:
    solved = sum(line.accepted for line in standing.lines)
    lines = [f"{solved} of {count(len(standing.lines), 'problem')} solved."]
    if grades.standings:
        lines[0] += " Passed." if standing.passed else " Not passed."
    if not grades.results:
        lines.append("No file is named after a problem: solutions are called ID.py.")
    lines += [f"Not graded: {text.one_line(path)}: {text.one_line(reason)}" for path, reason in grades.unknown[:20]]
    return "\n".join(lines)


def _line(line: Scored, graded: Graded | None) -> dict[str, Any]:
    return {
        "name": line.problem,
        "score": round(line.points, 3),
        "max_score": round(line.possible, 3),
        "status": "passed" if line.accepted else "failed",
        "output": _explained(line, graded),
        "output_format": "text",
        "name_format": "text",
        "visibility": "visible",
    }


def _explained(line: Scored, graded: Graded | None) -> str:
    words = [text.one_line(line.note)] if line.note else []
    if graded is None:
        words.append(f"No {line.problem}.py was handed in.")
        return "\n\n".join(words)
    verdict, report = verdict_of(graded), graded.report
    figures = f", {report.passed} of {count(report.total, 'test')}, {seconds(report.time_s)}" if report else ""
    words.append(f"{verdict.phrase.capitalize()} ({verdict}){figures}")
    for failure in failures_of(graded):
        head = f"{failure.name}: {failure.verdict.phrase} ({failure.verdict})\n" if failure.name else ""
        words.append(head + failure.told)
    return text.clean("\n\n".join(words), max_chars=MAX_OUTPUT, max_lines=500)
