"""What a save changed, from two reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from judge.report_diff import Changes, compare
from judge.sandbox_kind import SandboxKind
from judge.verdict import Report, SandboxInfo, TestResult, Verdict


def report(*verdicts: Verdict, problem: str = "p") -> Report:
    tests = tuple(TestResult(f"test_{number}", "sample", verdict) for number, verdict in enumerate(verdicts))
    sandbox = SandboxInfo(SandboxKind.PROCESS)
    return Report(
        problem, "x.py", "0" * 64, Verdict.ACCEPTED, sandbox, "2026-01-01T00:00:00Z", 0.1, len(tests), "", tests
    )


AC, WA, SK, TLE = Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.SKIPPED, Verdict.TIME_LIMIT


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (report(AC, WA), report(AC, AC), Changes(green=("test_1",))),
        (report(AC, AC), report(TLE, AC), Changes(red=("test_0",))),
        (report(WA, AC), report(AC, WA), Changes(("test_0",), ("test_1",))),
        (report(WA), report(TLE), Changes()),
        (report(SK), report(AC), Changes()),
        (report(AC), report(SK), Changes()),
        (report(AC), report(AC, WA), Changes()),
        (None, report(AC), Changes()),
        (report(WA), report(AC, problem="other"), Changes()),
    ],
)
def test_a_change_is_a_verdict_that_turned_green_or_red(before: Report, after: Report, expected: Changes) -> None:
    assert compare(before, after) == expected


def test_a_source_that_cannot_be_loaded_turns_all_tests_red_and_back() -> None:
    whole = report(AC, WA)
    unloaded = replace(whole, tests=())
    assert compare(whole, unloaded) == Changes(red=("test_0",))
    assert compare(unloaded, whole) == Changes(green=("test_0",))
