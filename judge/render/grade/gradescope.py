"""The results.json of a Gradescope autograder: one author's points, a line for each problem.

Format: gradescope-autograders.readthedocs.io/en/latest/specs/. All text is of format `text`, so that nothing foreign is
rendered. If something could not be judged there is no file at all: Gradescope shows the student a run without
results.json as an "autograder error", does not count it as an attempt, and lets staff run it again (troubleshooting,
submission_metadata); any file would need a score.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from judge.errors import ProblemError, UsageError
from judge.grading.disclosed import DisclosedGraded, DisclosedGrades
from judge.grading.results import Candidate, Scored, Standing
from judge.render.grade.failures import author_name, failures_of, reason_of, verdict_of, who_and_what
from judge.render.grade.form import Form
from judge.render.shared import text
from judge.render.shared.figures import count, seconds

MAX_OUTPUT: Final = 10_000
"""Characters of the output of one problem."""


def check(candidates: Sequence[Candidate]) -> None:
    """Raises UsageError for more than one author: a results.json describes one."""
    authors = sorted({candidate.author for candidate in candidates})
    if len(authors) > 1:
        raise UsageError(
            f"--format gradescope is for one author, but there are {len(authors)}: "
            + ", ".join(author_name(author) for author in authors[:3]),
            "Give one author's folder: judge grade solutions/AUTHOR --format gradescope=results.json",
        )


def gradescope_json(grades: DisclosedGrades) -> str:
    """The object as text, in ASCII. Points are those of the rules; without rules an accepted solution brings one.

    Raises:
        UsageError: there is more than one author.
        ProblemError: a judge error leaves something open, so there must be no score.
    """
    check([graded.candidate for graded in grades.results])
    unjudged = next((graded for graded in grades.results if graded.judge_error), None)
    withheld = next((standing.withheld for standing in grades.standings if standing.withheld), "")
    if unjudged is not None or withheld:
        why = withheld or (f"{who_and_what(unjudged)}: {reason_of(unjudged)}" if unjudged else "")
        raise ProblemError(
            f"not graded, so no result for Gradescope was written: {text.one_line(why)}",
            "Fix that, then rerun the autograder on Gradescope.",
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


def _standing(grades: DisclosedGrades) -> Standing:
    if grades.standings:
        author = grades.results[0].candidate.author if grades.results else grades.standings[0].author
        return next((one for one in grades.standings if one.author == author), grades.standings[0])
    lines = tuple(
        Scored(one.candidate.problem, float(one.accepted), 1.0, accepted=one.accepted) for one in grades.results
    )
    return Standing("", lines, grades.passed)


def _headline(grades: DisclosedGrades, standing: Standing) -> str:
    solved = sum(line.accepted for line in standing.lines)
    lines = [f"{solved} of {count(len(standing.lines), 'problem')} solved."]
    if grades.standings:
        lines[0] += " Passed." if standing.passed else " Not passed."
    if not grades.results:
        lines.append("No file is named after a problem: name solutions ID.py.")
    lines += [f"Not graded: {text.one_line(path)}: {text.one_line(reason)}" for path, reason in grades.unknown[:20]]
    if grades.unnamed:
        lines.append(f"Not graded: {count(grades.unnamed, 'more file')}.")
    return "\n".join(lines)


def _line(line: Scored, graded: DisclosedGraded | None) -> dict[str, Any]:
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


def _explained(line: Scored, graded: DisclosedGraded | None) -> str:
    words = [text.one_line(line.note)] if line.note else []
    if graded is None:
        words.append(f"{line.problem}.py was not submitted.")
        return "\n\n".join(words)
    verdict, report = verdict_of(graded), graded.report
    figures = f", {report.passed} of {count(report.total, 'test')}, {seconds(report.time_s)}" if report else ""
    words.append(f"{verdict.phrase.capitalize()} ({verdict}){figures}")
    for failure in failures_of(graded):
        head = f"{failure.name}: {failure.verdict.phrase} ({failure.verdict})\n" if failure.name else ""
        words.append(head + failure.explanation)
    return text.clean("\n\n".join(words), max_chars=MAX_OUTPUT, max_lines=500)


FORM: Final = Form("gradescope", "json", lambda grades, _: gradescope_json(grades), check=check)
