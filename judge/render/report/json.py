"""A report as the JSON object `judge.report/1`; docs/solve.md lists its fields."""

from __future__ import annotations

import json
from typing import Any, Final

from judge.disclosure import DisclosedReport
from judge.render.shared import text
from judge.verdict import TestResult

SCHEMA: Final = "judge.report/1"


def report_object(report: DisclosedReport, submission_id: int | None) -> dict[str, Any]:
    """The report as an object for JSON.

    Args:
        report: the report to write.
        submission_id: of its record; None if it has none (a judge error is not an attempt).
    """
    sandbox = report.sandbox
    return {
        "schema": SCHEMA,
        "problem": report.problem,
        "submission": {"id": submission_id, "sha256": report.sha256, "file": text.one_line(report.file)},
        "verdict": str(report.verdict),
        "passed": report.passed,
        "total": report.total,
        "score": round(report.score, 3),
        "time_s": round(report.time_s, 6),
        "memory_mb": round(report.memory_mb, 3),
        "message": text.clean(report.message),
        "sandbox": {"kind": sandbox.kind, "image": sandbox.image, "warm": sandbox.warm},
        "wall_s": round(report.wall_s, 6),
        "started_at": report.started_at,
        "tests": [_test_object(test) for test in report.tests],
    }


def report_json(report: DisclosedReport, submission_id: int | None) -> str:
    """The object as ASCII text."""
    return json.dumps(report_object(report, submission_id), indent=2, allow_nan=False)


def _test_object(test: TestResult) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": text.one_line(test.name),
        "group": text.one_line(test.group),
        "verdict": str(test.verdict),
        "time_s": round(test.time_s, 6),
        "time_limit_s": round(test.time_limit_s, 6),
        "memory_mb": round(test.memory_mb, 3),
        "message": text.clean(test.message),
        "output": text.clean(test.output),
    }
    if test.detail:
        fields["detail"] = text.clean(test.detail)
    return fields
