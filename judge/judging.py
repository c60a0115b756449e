"""The one core: a problem, a submission and a sandbox give a report. Everything else is a loop around `judge`.

    grader  ──CALL──►  judge  ──CALL──►  worker         the payloads of CALL and REPLY are passed on unread;
    grader  ◄─REPLY──  judge  ◄─REPLY──  worker         the clock, the limits and the verdict are kept here

What a solution does is a verdict in the report. What goes wrong on our side is an exception, or the verdict JE where
only one test is at fault.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Self

import msgpack

from judge.errors import JudgeError, ProblemError, SandboxError
from judge.problem import Limits, Problem
from judge.sandboxes import Channel, ChannelClosedError, DeadlinePassedError, Sandbox
from judge.verdict import (
    Outcome,
    Report,
    TestResult,
    Verdict,
    overall_verdict,
    verdict_of_fault,
    verdict_of_test,
)
from sandbox.frames import BadFrameError, FrameBuffer, Kind, Reply, Status, pack
from sandbox.plans import MAX_STARVED, Plan, Run

START_S: Final = 60.0
"""How long a worker or grader may take to get ready."""
GRADER_S: Final = 60.0
"""How long the trusted side may compute before a test's first call."""
CHECK_S: Final = 15.0
"""How long it may compute after an answer, which may be made to be slow to read."""
STOP_S: Final = 1.0
"""How long it may take to hear that the rest of the tests is not wanted."""
PATIENCE_S: Final = START_S + 15
"""How long the trusted side waits for an answer of ours, beyond what a call may take, before it takes us for gone."""
MARGIN_S: Final = 2.0
"""What the host's clock allows beyond the worker's."""
BUSY_FACTOR: Final = 1 + MAX_STARVED
"""By how much the worker may let a test's wall time grow on a busy machine."""
LOAD_S: Final = 2.0
"""CPU seconds that loading the source may take at least."""
MAX_TEXT: Final = 16 << 10
"""Bytes of a message or of output that are kept."""
MAX_RESTARTS: Final = 3
"""How often a worker that was itself killed is replaced during one submission."""
TIME_OUT_BUDGET_S: Final = 20.0
"""Wall seconds that tests may lose to time-outs before the rest is skipped: nobody waits minutes for a loop."""


@dataclass(frozen=True, slots=True)
class Submission:
    """Source text as it was handed in, and the path that the user gave for it."""

    file: str
    source: bytes

    @property
    def sha256(self) -> str:
        """Of the source, in hexadecimal."""
        return hashlib.sha256(self.source).hexdigest()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which tests to run, and how.

    Attributes:
        groups: names of groups (`sample`), or empty for all.
        case: only tests whose name contains this, or empty for all.
        fail_fast: stop at the first test that is not accepted; the rest are SK.
        seed: what random inputs are drawn from.
        time_factor: every time limit is multiplied by this, a test's own too.
    """

    groups: tuple[str, ...] = ()
    case: str = ""
    fail_fast: bool = False
    seed: int = 0
    time_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Collected:
    """The tests that will run, in order: (name, group)."""

    tests: tuple[tuple[str, str], ...]


Event = Collected | TestResult
"""What `judge` tells while it works: first the tests, then each result as its test ends."""

ALL: Final = Selection()


def judge(
    problem: Problem,
    submission: Submission,
    sandbox: Sandbox,
    selection: Selection = ALL,
    on_event: Callable[[Event], None] = lambda _: None,
) -> Report:
    """Run the tests of `problem` on `submission`.

    Raises:
        SandboxError: the sandbox broke.
        ProblemError: the tests cannot be run.
    """
    started_at, started = datetime.now(UTC), time.monotonic()
    with Trial(problem, submission, sandbox, selection.time_factor) as trial:
        trial.start(selection)
        tests = trial.collect()
        on_event(Collected(tuple((test.name, test.group) for test in tests)))
        refusal = trial.loaded()
        results = () if refusal else trial.run(tests, selection.fail_fast, on_event)
        trial.finish()
        return Report(
            problem=problem.id,
            file=submission.file,
            sha256=submission.sha256,
            verdict=refusal[0] if refusal else overall_verdict(results),
            message=refusal[1] if refusal else "",
            sandbox=replace(sandbox.info, warm=trial.warm),
            started_at=started_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            wall_s=time.monotonic() - started,
            total=len(tests),
            tests=results,
        )


@dataclass(frozen=True, slots=True)
class _Test:
    name: str
    group: str
    limits: Limits

    @property
    def wall_s(self) -> float:
        return wall_limit_s(self.limits)


def wall_limit_s(limits: Limits) -> float:
    """The wall seconds that calls may take in one test: what ends a solution that sleeps."""
    return max(2.0, 2 * limits.time_s)


class _Link:
    """Frames over a channel."""

    _greetings = itertools.count()

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._frames = FrameBuffer()
        self._held = b""

    def greet(self, within_s: float = START_S) -> Reply:
        """Wait until the other side is ready, past what a grader still had to say of an earlier submission."""
        word = str(next(self._greetings)).encode()
        self.send(Kind.HELLO, word)
        while True:
            kind, payload = self.receive(within_s)
            reply = Reply.unpack(payload) if kind is Kind.REPLY else None
            if reply is not None and (reply.status is Status.NO_RUNTIME or reply.payload == word):
                return reply

    def send(self, kind: Kind, payload: bytes = b"", *, within_s: float = START_S) -> None:
        held, self._held = self._held, b""
        self.channel.write(held + pack(kind, payload), time.monotonic() + within_s)

    def send_with_next(self, kind: Kind, payload: bytes = b"") -> None:
        """What needs no answer goes together with the next frame: every message costs a way through the engine."""
        self._held += pack(kind, payload)

    def receive(self, within_s: float) -> tuple[Kind, bytes]:
        deadline = time.monotonic() + within_s
        while (frame := self._frames.next()) is None:
            self._frames.feed(self.channel.read(deadline))
        return frame

    def reply(self, within_s: float) -> Reply:
        kind, payload = self.receive(within_s)
        if kind is not Kind.REPLY:
            raise BadFrameError(f"{kind.name} came where a reply was due")
        return Reply.unpack(payload)


class Trial:
    """One submission on trial: its two containers, for as long as they are needed."""

    def __init__(self, problem: Problem, submission: Submission, sandbox: Sandbox, time_factor: float) -> None:
        self._problem = problem
        self._submission = submission
        self._sandbox = sandbox
        self._time_factor = time_factor
        self._load_limits = replace(problem.limits, time_s=max(LOAD_S, problem.limits.time_s * time_factor))
        self._load_s = BUSY_FACTOR * wall_limit_s(self._load_limits) + MARGIN_S
        self._channels: list[Channel] = []
        self._waiting: list[Channel] = []  # those whose other side has done all it was asked to
        self._worker: _Link | None = None
        self._tests_left = True
        self._restarts = 0
        self._grader_lost = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for channel in self._channels:
            if channel in self._waiting:
                self._sandbox.give_back(channel)
            else:
                channel.kill()

    @property
    def warm(self) -> bool:
        """Whether both sides had waited."""
        return all(channel.warm for channel in self._channels)

    def start(self, selection: Selection, *, stress: bool = False) -> None:
        """Start both sides at once and give each its work; with `stress` see `judge.stressing`."""
        failures: list[BaseException] = []

        def start_grader() -> None:
            try:
                self._start_grader(selection, stress=stress)
            except BaseException as error:  # noqa: BLE001 - raised again below
                failures.append(error)

        starting = threading.Thread(target=start_grader)
        starting.start()
        try:
            self._start_worker()
        finally:
            starting.join()
        if failures:
            raise failures[0]

    def _start_grader(self, selection: Selection, *, stress: bool) -> None:
        problem = self._problem
        run = Run(
            files=problem.test_files(),
            runtime=problem.runtime,
            entry=list(problem.entry),
            groups=list(selection.groups),
            case=selection.case,
            seed=selection.seed,
            patience_s=self._load_s + PATIENCE_S,
            stress=stress,
        )
        self._grader = self._open("grader", lambda: self._sandbox.open_grader(problem.runtime))
        self._to_grader(Kind.START, run.pack())

    def _open(self, role: str, opening: Callable[[], Channel]) -> _Link:
        """One that has answered. If it ends before that, it is our fault; after that, a worker's end is the solution's.

        One that had waited may have ended meanwhile: then the next is taken, and in the end a new one.
        """
        while True:
            channel = opening()
            self._channels.append(channel)
            link = _Link(channel)
            try:
                reply = link.greet()
            except (ChannelClosedError, DeadlinePassedError, BadFrameError) as error:
                if channel.warm:
                    self._channels.remove(channel)
                    channel.kill()
                    continue
                raise SandboxError(f"the {role} did not start. {error}".strip(), _REPORT_IT) from None
            if reply.status is Status.NO_RUNTIME:
                raise SandboxError(
                    f"the {self._problem.runtime} runtime is not installed here: {_text(reply.payload)}",
                    f"Use Docker (judge doctor), or: pip install 'interview-judge[{self._problem.runtime}]'",
                )
            return link

    def _start_worker(self) -> None:
        problem = self._problem
        self._worker = self._open(
            "worker", lambda: self._sandbox.open_worker(problem.runtime, problem.limits.memory_mb)
        )
        load = self._load_limits
        plan = Plan(
            source=self._submission.source,
            entry=list(problem.entry),
            forbidden=list(problem.forbidden),
            runtime=problem.runtime,
            time_ns=_ns(load.time_s),
            wall_ns=_ns(wall_limit_s(load)),
            memory_bytes=load.memory_mb << 20,
        )
        self._plan = plan.pack()
        try:
            self._worker.send(Kind.LOAD, self._plan)
        except (ChannelClosedError, DeadlinePassedError):
            raise SandboxError("the worker has ended before it was given anything", _REPORT_IT) from None

    def collect(self) -> list[_Test]:
        """The tests that the grader has found."""
        kind, payload = self._from_grader(START_S)
        if kind is not Kind.COLLECTED:
            raise SandboxError(f"the grader sent {kind.name} where its tests were due", _REPORT_IT)
        tests = []
        for name, group, own_time_s, own_memory_mb in msgpack.unpackb(payload):
            limits = self._problem.limits
            if own_memory_mb is not None and own_memory_mb > limits.memory_mb:
                raise self._broken(f"{name}: a test's own memory limit must not be above the problem's")
            time_s = (own_time_s or limits.time_s) * self._time_factor
            tests.append(_Test(name, group, Limits(time_s, int(own_memory_mb or limits.memory_mb))))
        return tests

    def loaded(self) -> tuple[Verdict, str] | None:
        """Wait until the source is loaded; where it cannot be, the verdict and why."""
        reply = self._ask(self._load_s)
        if reply.status is Status.VALUE:
            return None
        text = _fault_text(reply, self._load_limits)
        if reply.status is Status.DIED:  # the source ended the process: it is the source that cannot be loaded
            return Verdict.COMPILE_ERROR, f"{text} while the file was being loaded"
        return verdict_of_fault(reply.status), text

    def run(self, tests: list[_Test], fail_fast: bool, on_event: Callable[[Event], None]) -> tuple[TestResult, ...]:  # noqa: FBT001 - private, named at its one call
        """Route between the two sides until every test has ended."""
        results: list[TestResult] = []
        lost_s = 0.0
        for index, test in enumerate(tests):
            began = time.monotonic()
            self._expect(Kind.BEGIN, index)
            result = self._run_test(test)
            results.append(result)
            on_event(result)
            if result.verdict is Verdict.TIME_LIMIT:
                lost_s += time.monotonic() - began
            why = "an earlier test failed" if fail_fast and result.verdict is not Verdict.ACCEPTED else ""
            if lost_s > TIME_OUT_BUDGET_S:
                why = f"earlier tests ran out of time, {lost_s:.0f} s in all"
            if self._grader_lost:
                why = "what an earlier test got could not be checked"
            if why:
                rest = [
                    TestResult(left.name, left.group, Verdict.SKIPPED, message=f"not run: {why}")
                    for left in tests[index + 1 :]
                ]
                for skipped in rest:
                    on_event(skipped)
                return (*results, *rest)
        kind, _ = self._from_grader(GRADER_S)
        if kind is not Kind.FINISHED:
            raise SandboxError(f"the grader sent {kind.name} where its end was due", _REPORT_IT)
        self._tests_left = False
        return tuple(results)

    def finish(self) -> None:
        """Nothing more is asked: both sides may wait for other work."""
        if self._worker is not None:
            self._waiting.append(self._worker.channel)
        if not self._grader_lost:
            # one that is gone, or has long to compute before it hears us, waits for nothing
            with contextlib.suppress(ChannelClosedError, DeadlinePassedError, BadFrameError):
                if self._tests_left:
                    self._grader.send(Kind.END)
                    self._grader.greet(STOP_S)
                self._waiting.append(self._grader.channel)

    def examples(self, tests: list[_Test]) -> Iterator[TestResult]:
        """The random inputs that the grader draws, each judged as a test is, for as long as the caller takes them.

        After the first that fails the source is loaded anew: a solution that remembers earlier calls shows in that the
        same input, which the grader tries again next, passes.
        """
        afresh = False
        while True:
            kind, payload = self._from_grader(GRADER_S)
            if kind is Kind.FINISHED:
                self._tests_left = False
                return
            if kind is not Kind.BEGIN:
                raise SandboxError(f"the grader sent {kind.name} where an input was to be tried", _REPORT_IT)
            result = self._run_test(tests[msgpack.unpackb(payload)[0]])
            yield result
            if self.lost:
                return
            failed = result.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED}
            if failed and not afresh:
                self._tell(Kind.LOAD, self._plan)
                self._ask(self._load_s)
                afresh = True
            self._to_grader(Kind.END, msgpack.packb([failed]))

    @property
    def lost(self) -> bool:
        """Whether one side is gone for good, so that nothing more can be tried."""
        return self._grader_lost or (self._worker is None and self._restarts == MAX_RESTARTS)

    def _run_test(self, test: _Test) -> TestResult:
        wall_ns = _ns(test.wall_s)
        self._tell(Kind.BEGIN, msgpack.packb([_ns(test.limits.time_s), wall_ns, test.limits.memory_mb << 20]))
        fault: Reply | None = None
        answered = False
        while True:
            try:
                kind, payload = self._from_grader(CHECK_S if answered else GRADER_S)
            except ProblemError:
                if not answered:
                    raise
                # what the solution sent has choked the grader: no value that a test asks for does that.
                # A container that is gone altogether was ended from outside, which is nobody's answer
                self._grader_lost = True
                kind, payload = Kind.END, msgpack.packb([Outcome.WRONG, "what it returned could not be checked", ""])
            if kind is Kind.CALL:
                self._tell(Kind.CALL, payload)
                reply = self._ask(BUSY_FACTOR * test.wall_s + MARGIN_S)
                if reply.status not in {Status.VALUE, Status.RAISED}:
                    fault = fault or reply
                self._to_grader(Kind.REPLY, reply.pack())
                answered = True
            elif kind is Kind.END:
                break
            else:
                raise SandboxError(f"the grader sent {kind.name} in the middle of a test", _REPORT_IT)
        outcome, message, detail = msgpack.unpackb(payload)
        self._tell(Kind.END)
        usage = self._ask(BUSY_FACTOR * test.wall_s + MARGIN_S)
        if fault is None and usage.status is not Status.VALUE:
            fault = replace(usage, payload=b"")
        return TestResult(
            name=test.name,
            group=test.group,
            verdict=verdict_of_test(Outcome(outcome), fault.status if fault else None),
            time_s=usage.cpu_ns / 1e9,
            time_limit_s=test.limits.time_s,
            memory_mb=usage.peak_bytes / (1 << 20),
            message=_fault_text(fault, test.limits) if fault else message,
            detail=detail,
            output=_text(usage.payload),
        )

    def _expect(self, kind: Kind, index: int) -> None:
        got, payload = self._from_grader(GRADER_S)
        if got is not kind or msgpack.unpackb(payload) != [index]:
            raise SandboxError(f"the grader sent {got.name} where test {index} was to begin", _REPORT_IT)

    def _to_grader(self, kind: Kind, payload: bytes) -> None:
        try:
            self._grader.send(kind, payload)
        except ChannelClosedError as closed:
            raise self._grader_ended(closed) from None
        except DeadlinePassedError:
            raise SandboxError("the grader does not read what it is sent", _REPORT_IT) from None

    def _from_grader(self, within_s: float) -> tuple[Kind, bytes]:
        try:
            kind, payload = self._grader.receive(within_s)
        except ChannelClosedError as closed:
            raise self._grader_ended(closed) from None
        except DeadlinePassedError:
            raise self._broken(
                f"its tests computed for more than {within_s:.0f} s without calling the solution"
            ) from None
        except BadFrameError as error:
            raise SandboxError(f"the grader sent a frame that is none: {error}", _REPORT_IT) from None
        if kind is Kind.BROKEN:
            raise self._broken(msgpack.unpackb(payload)[0])
        return kind, payload

    def _grader_ended(self, closed: ChannelClosedError) -> JudgeError:
        if closed.out_of_memory:
            return self._broken("its tests ran out of the grader's memory")
        return SandboxError(f"the grader has ended. {_text(closed.last_words.encode())}".strip(), _REPORT_IT)

    def _broken(self, why: str) -> ProblemError:
        return ProblemError(f"problem {self._problem.id}: {why}", f"Mend {self._problem.folder / 'tests'}.")

    # The worker may die at any time; what it does then is the submission's doing, as long as the engine is well.

    def _tell(self, kind: Kind, payload: bytes = b"") -> None:
        if kind is Kind.BEGIN and self._worker is None and self._restarts < MAX_RESTARTS:
            self._restarts += 1
            self._start_worker()
            self._ask(self._load_s)
        self._last_words = Reply(Status.DIED, b"the sandbox was ended by the solution in an earlier test")
        if self._worker is not None:
            try:
                if kind is Kind.BEGIN:
                    self._worker.send_with_next(kind, payload)
                else:
                    self._worker.send(kind, payload)
            except (ChannelClosedError, DeadlinePassedError) as error:
                self._lose_worker(error)

    def _ask(self, within_s: float) -> Reply:
        if self._worker is None:
            return self._last_words
        try:
            return self._worker.reply(within_s)
        except (ChannelClosedError, DeadlinePassedError, BadFrameError) as error:
            return self._lose_worker(error)

    def _lose_worker(self, error: Exception) -> Reply:
        assert self._worker is not None  # noqa: S101 - only asked of a worker that is there
        self._worker.channel.kill()
        self._worker = None
        match error:
            case ChannelClosedError(from_outside=True):
                raise SandboxError("the solution's container was ended from outside", "Run it again.") from None
            case ChannelClosedError(out_of_memory=True):
                self._last_words = Reply(Status.MEMORY)
            case DeadlinePassedError():
                self._last_words = Reply(Status.TIME)
            case _:
                self._last_words = Reply(Status.DIED, b"the sandbox was ended from inside")
        return self._last_words


_REPORT_IT: Final = "Run it again; if it happens again: judge doctor"


def _ns(seconds: float) -> int:
    return int(seconds * 1e9)


def _text(data: bytes) -> str:
    return data[:MAX_TEXT].decode(errors="replace")


def _fault_text(fault: Reply, limits: Limits) -> str:
    """What a person reads of a fault. The payload is untrusted text."""
    text = _text(fault.payload)
    at = f", at {text}" if text else ""
    match fault.status:
        case Status.TIME if fault.cpu_ns >= _ns(limits.time_s):
            return f"more than {limits.time_s:g} s of CPU time{at}"
        case Status.TIME:
            return f"no answer within {wall_limit_s(limits):g} s{at}"
        case Status.MEMORY:
            return f"more than {limits.memory_mb} MB{at}"
        case Status.FORBIDDEN:
            return f"{text} is forbidden in this problem"
        case _:
            return text
