"""GitLab's Code Quality report: an issue for each failing test, on the line of the solution.

By docs.gitlab.com/ci/testing/code_quality, "Code Quality report format": one JSON array, paths relative to the
repository without `./`. GitLab compares fingerprints between branches, so one is made of what stays the same from run
to run: file, test and its group, and neither message nor line. A fault of ours is an issue too, of severity `info`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from judge.grading import Graded, Grades
from judge.render import text
from judge.render.failures import Failure, failures_of, who_and_what
from judge.render.verdicts import count
from judge.verdict import Verdict

MAX_ISSUES: Final = 5_000
"""Of one report; with more of them each solution has fewer, and one that says how many are left out."""

_SEVERITIES: Final = {
    Verdict.COMPILE_ERROR: "blocker",
    Verdict.FORBIDDEN_FUNCTION: "critical",
    Verdict.JUDGE_ERROR: "info",
}


def codequality_json(grades: Grades) -> str:
    """The array as text, in ASCII."""
    found = [(graded, failures_of(graded)) for graded in grades.results]
    total = sum(len(failures) for _, failures in found)
    most = total if total <= MAX_ISSUES else max(1, MAX_ISSUES // len(found) - 1)
    issues: list[dict[str, Any]] = []
    taken: set[str] = set()
    for graded, failures in found:
        issues += [_issue(graded, failure, taken) for failure in failures[:most]]
        left = failures[most:]
        if left:
            rest = next((failure for failure in left if not failure.ours), left[0])
            words = f"{count(len(left), 'more failing test')} of this solution"
            issues.append(_issue(graded, Failure("", "the rest", rest.verdict, words), taken))
    return json.dumps(issues, indent=2, allow_nan=False)


def _issue(graded: Graded, failure: Failure, taken: set[str]) -> dict[str, Any]:
    path = text.one_line(graded.candidate.path.as_posix()) or "solution.py"
    said = ": ".join(filter(None, [failure.name, text.one_line(failure.message)]))
    ours = "not judged, counted against nobody: " if failure.ours else ""
    return {
        "description": text.one_line(f"{who_and_what(graded)}: {ours}{said}"),
        "check_name": f"judge {failure.verdict.phrase}",
        "fingerprint": _fingerprint([path, failure.group, failure.name], taken),
        "severity": _SEVERITIES.get(failure.verdict, "major"),
        "location": {"path": path, "lines": {"begin": failure.line or 1}},
    }


def _fingerprint(parts: list[str], taken: set[str]) -> str:
    """Of the parts; those that come again in one report are counted."""
    again = 0
    while True:
        made = hashlib.sha256("\0".join([*parts, str(again)]).encode(errors="replace")).hexdigest()[:32]
        if made not in taken:
            taken.add(made)
            return made
        again += 1
