"""Grades as the JSON object `judge.grade/1` (docs/grading.md)."""

from __future__ import annotations

import json
from typing import Any, Final

from judge.grading.disclosed import DisclosedGraded, DisclosedGrades
from judge.grading.grade_document import SCHEMA, origin_object
from judge.grading.results import Candidate, Standing
from judge.render.grade.failures import reason_of, verdict_of
from judge.render.grade.form import Form
from judge.render.report.json import report_object
from judge.render.shared import text


def grades_json(grades: DisclosedGrades) -> str:
    """`judge.grade/1`, in ASCII: solutions with reports, standings, similar pairs, files that are not solutions."""
    document = {
        "schema": SCHEMA,
        "accepted": sum(graded.accepted for graded in grades.results),
        "total": len(grades.results),
        "passed": None if grades.has_judge_error else grades.passed,
        "solutions": [_graded_object(graded) for graded in grades.results],
        "standings": [_standing_object(standing) for standing in grades.standings],
        "alike": [
            {"first": _candidate(pair.first), "second": _candidate(pair.second), "likeness": round(pair.likeness, 3)}
            for pair in grades.alike
        ],
        "unknown": [{"file": text.one_line(path), "reason": text.one_line(why)} for path, why in grades.unknown],
        "unnamed": grades.unnamed,
        "origin": origin_object(grades, text.one_line),
    }
    return json.dumps(document, indent=2, allow_nan=False)


def _graded_object(graded: DisclosedGraded) -> dict[str, Any]:
    return {
        **_candidate(graded.candidate),
        "verdict": str(verdict_of(graded)),
        "reason": reason_of(graded),
        "report": None if graded.report is None else report_object(graded.report, None),
    }


def _candidate(candidate: Candidate) -> dict[str, str]:
    return {
        "author": text.one_line(candidate.author),
        "problem": candidate.problem,
        "file": text.one_line(str(candidate.path)),
    }


def _standing_object(standing: Standing) -> dict[str, Any]:
    """If a judge error leaves something open there are no points yet, which is not the same as 0."""
    withheld = bool(standing.withheld)
    return {
        "author": text.one_line(standing.author),
        "points": None if withheld else standing.points,
        "possible": standing.possible,
        "passed": None if withheld else standing.passed,
        "withheld": text.one_line(standing.withheld),
        "problems": [
            {
                "problem": line.problem,
                "points": None if line.withheld else line.points,
                "possible": line.possible,
                "required": line.required,
                "accepted": line.accepted,
                "note": text.one_line(line.note),
            }
            for line in standing.lines
        ],
    }


FORM: Final = Form("json", "json", lambda grades, _: grades_json(grades), names_commit=True)
