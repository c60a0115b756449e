"""GitLab's Code Quality report: an issue for each failing test, on the line of the solution.

Format: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format": one JSON array, paths relative to the
repository without `./`. GitLab compares fingerprints between branches, so a fingerprint is made of what stays the same
from run to run: file, test and group, not message or line. A judge error is an issue too, of severity `info`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from judge.grading.disclosed import DisclosedGraded, DisclosedGrades
from judge.render.grade.failures import Failure, failures_of, who_and_what
from judge.render.grade.form import Form
from judge.render.shared import text
from judge.render.shared.figures import count
from judge.verdict import Verdict

MAX_ISSUES: Final = 5_000
"""Issues of one report; above it, each solution has fewer, and one that says how many are left out."""

_SEVERITIES: Final = {
    Verdict.COMPILE_ERROR: "blocker",
    Verdict.FORBIDDEN_FUNCTION: "critical",
    Verdict.JUDGE_ERROR: "info",
}


def codequality_json(grades: DisclosedGrades) -> str:
    """The array as text, in ASCII."""
    failing = [(graded, failures_of(graded)) for graded in grades.results]
    total = sum(len(failures) for _, failures in failing)
    most = total if total <= MAX_ISSUES else max(1, MAX_ISSUES // len(failing) - 1)
    issues: list[dict[str, Any]] = []
    taken: set[str] = set()
    for graded, failures in failing:
        issues += [_issue(graded, failure, taken) for failure in failures[:most]]
        left = failures[most:]
        if left:
            rest = next((failure for failure in left if not failure.judge_error), left[0])
            words = f"{count(len(left), 'more failing test')} of this solution"
            issues.append(_issue(graded, Failure("", "the rest", rest.verdict, words), taken))
    return json.dumps(issues, indent=2, allow_nan=False)


def _issue(graded: DisclosedGraded, failure: Failure, taken: set[str]) -> dict[str, Any]:
    path = text.one_line(graded.candidate.path.as_posix()) or "solution.py"
    reason = ": ".join(filter(None, [failure.name, text.one_line(failure.message)]))
    prefix = "not judged, not counted against anyone: " if failure.judge_error else ""
    return {
        "description": text.one_line(f"{who_and_what(graded)}: {prefix}{reason}"),
        "check_name": f"judge {failure.verdict.phrase}",
        "fingerprint": _fingerprint([path, failure.group, failure.name], taken),
        "severity": _SEVERITIES.get(failure.verdict, "major"),
        "location": {"path": path, "lines": {"begin": failure.line or 1}},
    }


def _fingerprint(parts: list[str], taken: set[str]) -> str:
    """A digest of the parts; repetitions in one report are numbered."""
    again = 0
    while True:
        fingerprint = hashlib.sha256("\0".join([*parts, str(again)]).encode(errors="replace")).hexdigest()[:32]
        if fingerprint not in taken:
            taken.add(fingerprint)
            return fingerprint
        again += 1


FORM: Final = Form("codequality", "json", lambda grades, _: codequality_json(grades), repository_paths=True)
