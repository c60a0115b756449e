"""A report as the JSON object `judge.report/1` (DESIGN.md, section 7)."""

from __future__ import annotations

import json
from typing import Any, Final

from judge.render import text
from judge.verdict import Report, TestResult

SCHEMA: Final = "judge.report/1"


def report_object(report: Report, submission_id: int | None, *, reveal: bool = False) -> dict[str, Any]:
    """The object, before it is written.

    Args:
        report: what is written.
        submission_id: of its record; None where there is no record (a judge error is no attempt).
        reveal: whether `detail` of hidden tests may be told.
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
        "tests": [_test_object(test, reveal=reveal) for test in report.tests],
    }


def report_json(report: Report, submission_id: int | None, *, reveal: bool = False) -> str:
    """The object as text, in ASCII."""
    return json.dumps(report_object(report, submission_id, reveal=reveal), indent=2, allow_nan=False)


def _test_object(test: TestResult, *, reveal: bool) -> dict[str, Any]:
    sample = test.group == "sample"
    fields: dict[str, Any] = {
        "name": text.one_line(test.name),
        "group": text.one_line(test.group),
        "verdict": str(test.verdict),
        "time_s": round(test.time_s, 6),
        "time_limit_s": round(test.time_limit_s, 6),
        "memory_mb": round(test.memory_mb, 3),
        "message": text.clean(test.message),
        "output": text.clean(test.output) if sample else "",
    }
    if test.detail and (sample or reveal):
        fields["detail"] = text.clean(test.detail)
    return fields
