"""The one function that turns what was seen of a test into its verdict, and the report that sums them up."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from judge.sandbox_kind import SandboxKind
from judge.verdict import (
    Outcome,
    Report,
    SandboxInfo,
    TestResult,
    Verdict,
    overall_verdict,
    verdict_of_fault,
    verdict_of_test,
)
from sandbox.frames import CLAIMS, Status

FAULTS = [status for status in Status if status not in {Status.VALUE, Status.RAISED}]


def results(*verdicts: Verdict) -> tuple[TestResult, ...]:
    return tuple(TestResult(f"test_{n}", "hidden", verdict) for n, verdict in enumerate(verdicts))


def report(*tests: TestResult, total: int | None = None) -> Report:
    return Report(
        problem="p",
        file="p.py",
        sha256="",
        verdict=overall_verdict(tests),
        sandbox=SandboxInfo(SandboxKind.PROCESS),
        started_at="",
        wall_s=1.0,
        total=len(tests) if total is None else total,
        tests=tests,
    )


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome.PASSED, Verdict.ACCEPTED),
        (Outcome.WRONG, Verdict.WRONG_ANSWER),
        (Outcome.RAISED, Verdict.RUN_TIME_ERROR),
        (Outcome.SKIPPED, Verdict.SKIPPED),
        (Outcome.BROKEN, Verdict.JUDGE_ERROR),
        (Outcome.STOPPED, Verdict.JUDGE_ERROR),
    ],
)
def test_without_a_fault_the_outcome_decides(outcome: Outcome, verdict: Verdict) -> None:
    assert verdict_of_test(outcome, None) is verdict


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        (Status.TIME, Verdict.TIME_LIMIT),
        (Status.MEMORY, Verdict.MEMORY_LIMIT),
        (Status.OUTPUT, Verdict.OUTPUT_LIMIT),
        (Status.FORBIDDEN, Verdict.FORBIDDEN_FUNCTION),
        (Status.LOAD_ERROR, Verdict.COMPILE_ERROR),
        (Status.DIED, Verdict.RUN_TIME_ERROR),
        (Status.GARBLED, Verdict.RUN_TIME_ERROR),
        (Status.NO_RUNTIME, Verdict.JUDGE_ERROR),
    ],
)
def test_a_fault_brings_its_verdict(fault: Status, verdict: Verdict) -> None:
    assert verdict_of_fault(fault) is verdict


@pytest.mark.parametrize(("outcome", "fault"), list(itertools.product(Outcome, FAULTS)))
def test_a_fault_outweighs_every_outcome_a_passed_test_too(outcome: Outcome, fault: Status) -> None:
    assert verdict_of_test(outcome, fault) is verdict_of_fault(fault)
    assert verdict_of_test(outcome, fault) is not Verdict.ACCEPTED


@pytest.mark.parametrize("claim", sorted(CLAIMS - {Status.VALUE, Status.RAISED}))
def test_nothing_that_a_child_may_claim_is_accepted_or_blamed_on_the_judge(claim: Status) -> None:
    assert verdict_of_fault(claim) not in {Verdict.ACCEPTED, Verdict.JUDGE_ERROR}


def test_only_a_test_that_passed_without_a_fault_is_accepted() -> None:
    accepted = {
        (outcome, fault)
        for outcome, fault in itertools.product(Outcome, [None, *Status])
        if verdict_of_test(outcome, fault) is Verdict.ACCEPTED
    }
    assert accepted == {(Outcome.PASSED, None)}


@pytest.mark.parametrize(
    ("verdicts", "overall"),
    [
        ("AC AC AC", "AC"),
        ("AC WA TLE", "WA"),
        ("AC TLE WA", "TLE"),
        ("SK AC", "AC"),
        ("AC SK", "AC"),
        ("SK WA AC", "WA"),
        ("AC JE WA", "JE"),
        ("AC RTE SK SK", "RTE"),
        ("SK SK", "JE"),
        ("", "JE"),
    ],
)
def test_the_first_test_that_is_not_accepted_decides(verdicts: str, overall: str) -> None:
    assert overall_verdict(results(*map(Verdict, verdicts.split()))) == overall


def test_every_verdict_has_its_code_and_its_words() -> None:
    codes = {"AC", "WA", "TLE", "MLE", "OLE", "RTE", "CE", "IF", "JE", "SK"}
    assert {verdict.value for verdict in Verdict} == codes
    assert len({verdict.phrase for verdict in Verdict}) == len(codes)


def test_a_report_counts_and_takes_the_slowest_and_the_hungriest_test() -> None:
    summary = report(
        TestResult("a", "sample", Verdict.ACCEPTED, time_s=0.1, memory_mb=5.0),
        TestResult("b", "hidden", Verdict.WRONG_ANSWER, time_s=0.3, memory_mb=2.0),
        TestResult("c", "hidden", Verdict.ACCEPTED, time_s=0.2, memory_mb=9.0),
        TestResult("d", "hidden", Verdict.SKIPPED),
    )
    assert (summary.passed, summary.total, summary.score) == (2, 4, 0.5)
    assert (summary.time_s, summary.memory_mb) == (0.3, 9.0)


def test_a_report_of_what_could_not_be_loaded_has_zeros() -> None:
    summary = report(total=7)
    assert (summary.passed, summary.total, summary.score, summary.time_s, summary.memory_mb) == (0, 7, 0.0, 0.0, 0.0)
    assert report(total=0).score == 0.0


def test_a_report_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        report().verdict = Verdict.ACCEPTED  # type: ignore[misc]
