"""One submission on trial: a grader and a worker, for as long as they are needed, and the frames between them.

grader  ──CALL──►  trial  ──CALL──►  worker         the payloads of CALL and REPLY are passed on unread;
grader  ◄─REPLY──  trial  ◄─REPLY──  worker         the clock, the limits and the verdict are kept here
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Self

from judge.errors import ProblemError
from judge.fault_text import fault_text, nanoseconds, wall_limit_s
from judge.grader_link import GRADER_S, GraderLink
from judge.link import START_S, Links, text_of
from judge.problem import Limits, Problem
from judge.sandboxes import Sandbox
from judge.submission import Event, Selection, Submission, TestEnded
from judge.verdict import Refusal, TestResult, Verdict, verdict_of_fault, verdict_of_test
from judge.wall_budget import WallBudget
from judge.worker_link import WorkerLink
from sandbox.frames import ANSWERS, Kind, Outcome, Reply, Status
from sandbox.messages import MAX_STARVED, InputVerdict, Plan, Run, TestBegun, TestLimits, TestOutcome

CHECK_S: Final = 15.0
"""How long the grader may compute after an answer, which may have been built to be slow to read."""
PATIENCE_S: Final = START_S + 15
"""How long the grader waits for the host beyond what a call may take, before it takes the host for gone."""
MARGIN_S: Final = 2.0
"""What the host's clock allows beyond the worker's."""
BUSY_FACTOR: Final = 1 + MAX_STARVED
"""By how much the worker may stretch a test's wall time on a busy machine."""
_LEAST_S: Final = 0.5
"""How long the worker may always take to reply, so that what has ended in time is not lost."""
LOAD_S: Final = 2.0
"""CPU seconds that loading the source may always take."""
LATE_IMPORT_S: Final = 10.0
"""How long the worker may take to import what the source would make torch import late; see `sandbox.runtimes`."""


@dataclass(frozen=True, slots=True)
class LimitedTest:
    """A test of this trial, with the limits that apply to it."""

    name: str
    group: str
    limits: Limits

    @property
    def for_worker(self) -> TestLimits:
        """The limits as the worker measures them."""
        wall_ns = nanoseconds(wall_limit_s(self.limits))
        return TestLimits(nanoseconds(self.limits.time_s), wall_ns, self.limits.memory_mb << 20)

    @property
    def reply_s(self) -> float:
        """How long the worker may take to reply."""
        return BUSY_FACTOR * wall_limit_s(self.limits) + MARGIN_S


class Trial:
    """The two sides of one submission. Use it in a `with`, and call `start`, `collect` and `load` in this order."""

    def __init__(self, problem: Problem, submission: Submission, sandbox: Sandbox, time_factor: float) -> None:
        self._problem = problem
        self._time_factor = time_factor
        self._load_limits = replace(problem.limits, time_s=max(LOAD_S, problem.limits.time_s * time_factor))
        self._load_s = BUSY_FACTOR * wall_limit_s(self._load_limits) + MARGIN_S + LATE_IMPORT_S
        self._links = Links(sandbox, problem.runtime)
        self._grader = GraderLink(self._links, problem)
        plan = Plan(
            source=submission.source,
            entry=problem.entry,
            forbidden=problem.forbidden,
            may_change_arguments=problem.may_change_arguments,
            objects_keep_state=problem.objects_keep_state,
            runtime=problem.runtime,
            time_ns=nanoseconds(self._load_limits.time_s),
            wall_ns=nanoseconds(wall_limit_s(self._load_limits)),
            memory_bytes=self._load_limits.memory_mb << 20,
        )
        self._budget: WallBudget | None = None
        self._worker = WorkerLink(self._links, plan, problem.limits.memory_mb, self._load_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._links.close()

    @property
    def warm(self) -> bool:
        """Whether both sides were warm."""
        return self._links.warm

    @property
    def lost(self) -> bool:
        """Whether one side is gone for good, so that nothing more can be tried."""
        return self._grader.lost or self._worker.lost

    def start(self, selection: Selection, *, random_inputs: bool = False) -> None:
        """Start both sides at once and give each its work; for random inputs see `draw_inputs`."""
        run = Run(
            files=self._problem.test_files(),
            runtime=self._problem.runtime,
            entry=self._problem.entry,
            groups=selection.groups,
            case=selection.case,
            seed=selection.seed,
            patience_s=self._load_s + PATIENCE_S,
            random_inputs=random_inputs,
        )
        failures: list[BaseException] = []

        def start_grader() -> None:
            try:
                self._grader.start(run)
            except BaseException as error:  # noqa: BLE001 - raised again below
                failures.append(error)

        starting = threading.Thread(target=start_grader)
        starting.start()
        try:
            self._worker.start()
        finally:
            starting.join()
        if failures:
            raise failures[0]

    def collect(self) -> list[LimitedTest]:
        """The tests that the grader has collected."""
        tests = []
        limits = self._problem.limits
        for test in self._grader.collected().tests:
            if test.memory_mb is not None and test.memory_mb > limits.memory_mb:
                raise self._grader.problem_error(f"{test.name}: a test's memory limit must not exceed the problem's")
            time_s = (test.time_s or limits.time_s) * self._time_factor
            tests.append(LimitedTest(test.name, test.group, Limits(time_s, int(test.memory_mb or limits.memory_mb))))
        return tests

    def load(self) -> Refusal | None:
        """Wait until the source is loaded; if it cannot be, why."""
        reply = self._worker.loaded()
        if reply.status is Status.VALUE:
            return None
        text = fault_text(reply, self._load_limits)
        if reply.status is Status.DIED:  # the source ended the process: it is the source that cannot be loaded
            return Refusal(Verdict.COMPILE_ERROR, f"{text} while the file was being loaded")
        return Refusal(verdict_of_fault(reply.status), text)

    def run(
        self, tests: list[LimitedTest], on_event: Callable[[Event], None], *, fail_fast: bool
    ) -> tuple[TestResult, ...]:
        """Route frames between the two sides until every test has ended."""
        results: list[TestResult] = []
        self._budget = budget = WallBudget(self._load_limits, [test.limits for test in tests])
        for index, test in enumerate(tests):
            began = time.monotonic()
            payload = self._grader.expect(Kind.BEGIN)
            if TestBegun.unpack(payload).index != index:
                raise self._grader.unexpected(Kind.BEGIN, f"test {index}")
            result = self._run_test(test)
            budget.count(result, time.monotonic() - began)
            if budget.used_up and result.verdict is Verdict.TIME_LIMIT:
                result = replace(result, message=budget.exceeded)
            results.append(result)
            on_event(TestEnded(result))
            if reason := self._reason_to_stop(result, budget.exceeded, fail_fast=fail_fast):
                # skipped tests do not count, so that a solution which has wasted its time would be accepted
                verdict = Verdict.TIME_LIMIT if budget.used_up else Verdict.SKIPPED
                skipped = [
                    TestResult(left.name, left.group, verdict, message=f"not run: {reason}")
                    for left in tests[index + 1 :]
                ]
                for one in skipped:
                    on_event(TestEnded(one))
                return (*results, *skipped)
        self._grader.expect(Kind.FINISHED)
        return tuple(results)

    def _reason_to_stop(self, result: TestResult, exceeded: str, *, fail_fast: bool) -> str:
        if self._grader.lost:
            return "the answer in an earlier test could not be checked"
        if exceeded:
            return exceeded
        if fail_fast and result.verdict is not Verdict.ACCEPTED:
            return "an earlier test failed"
        return ""

    def draw_inputs(self, tests: list[LimitedTest]) -> Iterator[TestResult]:
        """The random inputs that the grader draws, each judged like a test, for as long as the caller takes them.

        After the first failure the source is loaded again. The grader then tries the same input first; if it passes
        now, the solution remembers earlier calls.
        """
        reloaded = False
        while True:
            kind, payload = self._grader.receive()
            if kind is Kind.FINISHED:
                return
            if kind is not Kind.BEGIN:
                raise self._grader.unexpected(kind, Kind.BEGIN.name)
            result = self._run_test(tests[TestBegun.unpack(payload).index])
            yield result
            if self.lost:
                return
            failed = result.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED}
            if failed and not reloaded:
                self._worker.reload()
                reloaded = True
            self._grader.send(Kind.END, InputVerdict(failed).pack())

    def finish(self) -> None:
        """Let both sides wait for other work."""
        self._worker.release()
        self._grader.release()

    def _run_test(self, test: LimitedTest) -> TestResult:
        self._worker.begin(test.for_worker)
        ended, fault = self._route_calls(test)
        usage = self._worker.end(self._reply_s(test))
        if fault is None and usage.status is not Status.VALUE:
            fault = replace(usage, payload=b"")
        return TestResult(
            name=test.name,
            group=test.group,
            verdict=verdict_of_test(ended.outcome, fault.status if fault else None),
            time_s=usage.cpu_ns / 1e9,
            time_limit_s=test.limits.time_s,
            memory_mb=usage.peak_bytes / (1 << 20),
            message=fault_text(fault, test.limits) if fault else ended.message,
            detail=ended.detail,
            output=text_of(usage.payload),
        )

    def _reply_s(self, test: LimitedTest) -> float:
        """How long the worker may take to reply now."""
        left_s = self._budget.left_s if self._budget else test.reply_s
        return max(min(test.reply_s, left_s), _LEAST_S)

    def _route_calls(self, test: LimitedTest) -> tuple[TestOutcome, Reply | None]:
        """How the grader says the test went, and the first reply that was a fault."""
        fault: Reply | None = None
        answered = False
        while True:
            try:
                kind, payload = self._grader.receive(CHECK_S if answered else GRADER_S)
            except ProblemError:
                if not answered:
                    raise
                # the solution's answer choked the grader, which no value that a test asks for does
                # (a container that is gone altogether was killed from outside: that is a SandboxError)
                self._grader.lost = True
                return TestOutcome(Outcome.WRONG, "what it returned could not be checked"), fault
            if kind is Kind.END:
                return TestOutcome.unpack(payload), fault
            if kind is not Kind.CALL:
                raise self._grader.unexpected(kind, "CALL or END")
            reply = self._worker.call(payload, self._reply_s(test))
            if reply.status not in ANSWERS:
                fault = fault or reply
            self._grader.send(Kind.REPLY, reply.pack())
            answered = True
