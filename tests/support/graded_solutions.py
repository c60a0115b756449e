"""Results that nobody had to judge, for tests of what is done with results."""

from __future__ import annotations

from pathlib import Path

from judge.grading.results import Candidate, Graded
from judge.sandbox_kind import SandboxKind
from judge.source import shown_path
from judge.verdict import Report, SandboxInfo, TestResult, Verdict


def candidate(author: str = "alice", problem: str = "addition") -> Candidate:
    return Candidate(author, problem, Path("solutions") / author / f"{problem}.py")


def graded(of: Candidate, verdict: Verdict = Verdict.ACCEPTED, wall_s: float = 0.5) -> Graded:
    tests = (
        TestResult("test_a", "sample", Verdict.ACCEPTED, 0.25, 1.5, time_limit_s=2.0),
        TestResult("test_b", "hidden", verdict, 0.5, 2.5, message="why", time_limit_s=2.0),
    )
    info = SandboxInfo(SandboxKind.PROCESS, "image", warm=True)
    report = Report(
        of.problem, shown_path(of.path), "ab" * 32, verdict, info, "2026-01-01T00:00:00Z", wall_s, 2, "", tests
    )
    return Graded(of, report)
