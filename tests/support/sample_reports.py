"""Reports made by hand."""

from judge.disclosure import Audience, DisclosedReport, disclose
from judge.sandbox_kind import SandboxKind
from judge.verdict import Report, SandboxInfo, TestResult, Verdict, overall_verdict


def report_of(
    *tests: TestResult,
    message: str = "",
    verdict: Verdict | None = None,
    audience: Audience = Audience.PRACTISING,
) -> DisclosedReport:
    """As that audience may read it."""
    report = Report(
        problem="layer_norm",
        file="solutions/layer_norm.py",
        sha256="ab" * 32,
        verdict=verdict or overall_verdict(tests),
        sandbox=SandboxInfo(SandboxKind.DOCKER, "judge-torch:1234", warm=True),
        started_at="2026-11-23T17:00:00.000Z",
        wall_s=0.21,
        total=len(tests),
        message=message,
        tests=tests,
    )
    return disclose(report, audience)


def passed(name: str = "test_good", group: str = "sample") -> TestResult:
    return TestResult(name, group, Verdict.ACCEPTED, 0.002, 1.0, output="printed")


def failed(
    name: str = "test_bad", group: str = "hidden", verdict: Verdict = Verdict.WRONG_ANSWER, **text: str
) -> TestResult:
    words = {"message": "largest difference 0.5 at (0, 3)", "detail": "f(1) gave 2", "output": "printed"} | text
    return TestResult(name, group, verdict, 0.031, 12.4, **words)
