"""The results.json of an Exercism test runner, version 3: one solution, its tests in order.

Format: exercism/docs, building/tooling/test-runners/interface.md. `test_code` is left out because the code of hidden
tests must not be shown, `task_id` because our statements have no numbered tasks. The format has no status for a skipped
test, so it is left out. A judge error is `error`, and the message says so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from judge.errors import UsageError
from judge.grading.disclosed import DisclosedGraded, DisclosedGrades
from judge.grading.results import Candidate
from judge.render.grade.failures import Failure, failures_of
from judge.render.grade.form import Form
from judge.render.shared import text
from judge.verdict import TestResult, Verdict

MAX_OUTPUT: Final = 500
MAX_MESSAGE: Final = 65_535

_CUT: Final = "\nOutput was truncated. Please limit to 500 chars"
_NOT_JUDGED: Final = "Not judged, through no fault of the solution: "


def check(candidates: Sequence[Candidate]) -> None:
    """Raises UsageError for more than one solution: a results.json describes one."""
    if len(candidates) > 1:
        raise UsageError(
            f"--format exercism is for one solution, but there are {len(candidates)}",
            "Give one file: judge grade solutions/ID.py --format exercism=results.json",
        )


def exercism_json(grades: DisclosedGrades) -> str:
    """The object as text, in ASCII. Raises UsageError for more than one solution."""
    check([graded.candidate for graded in grades.results])
    return json.dumps(_document(grades), indent=2, allow_nan=False)


def _document(grades: DisclosedGrades) -> dict[str, Any]:
    if not grades.results:
        return _error("No solution found: name the file after the problem, as ID.py.")
    (graded,) = grades.results
    report = graded.report
    if graded.judge_error or report is None or not report.tests:
        return _error((_NOT_JUDGED if graded.judge_error else "") + _why(graded))
    tests = [_test(test) for test in report.tests if test.verdict is not Verdict.SKIPPED]
    return {"version": 3, "status": "pass" if graded.accepted else "fail", "message": None, "tests": tests}


def _error(message: str) -> dict[str, Any]:
    return {"version": 3, "status": "error", "message": message[:MAX_MESSAGE], "tests": []}


def _why(graded: DisclosedGraded) -> str:
    first: Failure = failures_of(graded)[0]
    return ": ".join(filter(None, [first.name, first.message]))


def _test(test: TestResult) -> dict[str, Any]:
    message = text.clean(test.message) or test.verdict.phrase
    fields: dict[str, Any] = {
        "name": text.one_line(test.name) or "test",
        "status": _STATUSES.get(test.verdict, "fail"),
        "message": None,
        "output": _output(test.output) or None,
    }
    if test.verdict is Verdict.JUDGE_ERROR:
        fields["message"] = _NOT_JUDGED + message
    elif test.verdict is not Verdict.ACCEPTED:
        fields["message"] = "\n".join(filter(None, [message, text.clean(test.detail)]))
    return fields


_STATUSES: Final = {
    Verdict.ACCEPTED: "pass",
    Verdict.JUDGE_ERROR: "error",
    Verdict.RUN_TIME_ERROR: "error",
    Verdict.TIME_LIMIT: "error",
    Verdict.MEMORY_LIMIT: "error",
    Verdict.OUTPUT_LIMIT: "error",
    Verdict.FORBIDDEN_FUNCTION: "error",
}


def _output(printed: str) -> str:
    shown = text.clean(printed)
    return shown if len(shown) <= MAX_OUTPUT else shown[: MAX_OUTPUT - len(_CUT)] + _CUT


FORM: Final = Form("exercism", "json", lambda grades, _: exercism_json(grades), check=check)
