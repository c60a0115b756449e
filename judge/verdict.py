"""Verdicts, and the report of one judged submission: plain frozen data. Knows no color, no table, no database.

`verdict_of_test` is the one function that decides the verdict of a test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from judge.sandbox_kind import SandboxKind
from sandbox.frames import Outcome, Status


class Verdict(StrEnum):
    """The codes of the ICPC Contest API (CLICS), and three of ours: IF, JE, SK."""

    ACCEPTED = "AC"
    WRONG_ANSWER = "WA"
    TIME_LIMIT = "TLE"
    MEMORY_LIMIT = "MLE"
    OUTPUT_LIMIT = "OLE"
    RUN_TIME_ERROR = "RTE"
    COMPILE_ERROR = "CE"
    FORBIDDEN_FUNCTION = "IF"
    JUDGE_ERROR = "JE"
    SKIPPED = "SK"

    @property
    def phrase(self) -> str:
        """The verdict in words: `wrong answer`."""
        return _PHRASES[self]


_PHRASES = {
    Verdict.ACCEPTED: "accepted",
    Verdict.WRONG_ANSWER: "wrong answer",
    Verdict.TIME_LIMIT: "time limit exceeded",
    Verdict.MEMORY_LIMIT: "memory limit exceeded",
    Verdict.OUTPUT_LIMIT: "output limit exceeded",
    Verdict.RUN_TIME_ERROR: "run-time error",
    Verdict.COMPILE_ERROR: "cannot be loaded",
    Verdict.FORBIDDEN_FUNCTION: "forbidden function",
    Verdict.JUDGE_ERROR: "judge error",
    Verdict.SKIPPED: "skipped",
}


def verdict_of_test(outcome: Outcome, fault: Status | None) -> Verdict:
    """The verdict of one test.

    Args:
        outcome: how it ended, in the grader's words.
        fault: the status of the first reply that was neither a value nor an exception, or None.
    """
    if fault is not None:
        return verdict_of_fault(fault)
    match outcome:
        case Outcome.PASSED:
            return Verdict.ACCEPTED
        case Outcome.WRONG:
            return Verdict.WRONG_ANSWER
        case Outcome.RAISED:
            return Verdict.RUN_TIME_ERROR
        case Outcome.SKIPPED:
            return Verdict.SKIPPED
        case Outcome.STOPPED | Outcome.BROKEN:
            return Verdict.JUDGE_ERROR


def verdict_of_fault(fault: Status) -> Verdict:
    """The verdict for a reply that is neither a value nor an exception."""
    match fault:
        case Status.TIME:
            return Verdict.TIME_LIMIT
        case Status.MEMORY:
            return Verdict.MEMORY_LIMIT
        case Status.OUTPUT:
            return Verdict.OUTPUT_LIMIT
        case Status.FORBIDDEN:
            return Verdict.FORBIDDEN_FUNCTION
        case Status.CHANGED:
            return Verdict.WRONG_ANSWER
        case Status.LOAD_ERROR:
            return Verdict.COMPILE_ERROR
        case Status.DIED | Status.GARBLED:
            return Verdict.RUN_TIME_ERROR
        case Status.VALUE | Status.RAISED | Status.NO_RUNTIME:
            return Verdict.JUDGE_ERROR


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test. `message` may be shown anywhere; `detail` (inputs, expected values) only for samples or on demand."""

    __test__ = False  # not a test class, whatever pytest thinks of the name

    name: str
    group: str
    verdict: Verdict
    time_s: float = 0.0
    memory_mb: float = 0.0
    message: str = ""
    detail: str = ""
    output: str = ""
    time_limit_s: float = 0.0


class Refusal(NamedTuple):
    """Why no test was run: the source cannot be loaded."""

    verdict: Verdict
    message: str


@dataclass(frozen=True, slots=True)
class SandboxInfo:
    """Which sandbox a submission ran in."""

    kind: SandboxKind
    image: str = ""
    warm: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One judged submission.

    Attributes:
        problem: its id.
        file: the path that was submitted, as the user gave it.
        sha256: of the source, in hexadecimal.
        verdict: that of the first test that is not accepted, in test order, or that of loading the source if it failed.
        message: why the source could not be loaded or judged; empty if tests ran.
        tests: in test order.
        total: the number of tests, run or not.
        wall_s: seconds from the start to the verdict on the judge's clock.
        started_at: UTC, ISO 8601 with a Z.
    """

    problem: str
    file: str
    sha256: str
    verdict: Verdict
    sandbox: SandboxInfo
    started_at: str
    wall_s: float
    total: int
    message: str = ""
    tests: tuple[TestResult, ...] = field(default=())

    @property
    def passed(self) -> int:
        """How many tests were accepted."""
        return sum(test.verdict is Verdict.ACCEPTED for test in self.tests)

    @property
    def score(self) -> float:
        """The share of tests that were accepted, from 0 to 1."""
        return self.passed / self.total if self.total else 0.0

    @property
    def time_s(self) -> float:
        """CPU seconds of the slowest test."""
        return max((test.time_s for test in self.tests), default=0.0)

    @property
    def memory_mb(self) -> float:
        """The peak memory of the test that used the most, above the loaded runtime."""
        return max((test.memory_mb for test in self.tests), default=0.0)


def overall_verdict(tests: tuple[TestResult, ...]) -> Verdict:
    """The verdict of the first test that is not accepted. Skipped tests do not count.

    If every test was skipped it is a judge error: acceptance needs positive proof.
    """
    verdicts = [test.verdict for test in tests if test.verdict is not Verdict.SKIPPED]
    if not verdicts:
        return Verdict.JUDGE_ERROR
    return next((verdict for verdict in verdicts if verdict is not Verdict.ACCEPTED), Verdict.ACCEPTED)
