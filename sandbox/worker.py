"""The solution side: a fork server that preloads a runtime, forks a child for the submission, measures it and ends it.

It never holds a test, an expected value or the name of a test. It speaks only when spoken to: one REPLY for each frame
but BEGIN. When the host goes away, the worker ends with every process below it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from types import ModuleType
from typing import Final

from sandbox import forbidden, processes
from sandbox.child_link import Child
from sandbox.direct_socket import meet
from sandbox.frames import ANSWERS, CLAIMS, LOAD_CLAIMS, BadFrameError, FrameBuffer, Kind, Reply, Status, pack
from sandbox.messages import CallLimit, Claim, Plan, TestLimits
from sandbox.runtimes import freeze, name_a_temporary_folder, preload, preload_for
from sandbox.usage import OUTPUT_LIMIT, Usage

GRACE_NS: Final = 150_000_000
"""Between the signal that lets the child say where it was, and the kill."""
TICK_MS: Final = 10
"""Between two looks at a child that computes. A shorter call is never slowed by a look at its memory."""


class HostGoneError(Exception):
    """The host has closed its end."""


class Supervisor:
    """Serves one host over two descriptors."""

    def __init__(self, host_in: int, host_out: int, runtime: str) -> None:
        self._in = host_in
        self._out = host_out
        self._runtime = runtime
        self._frames = FrameBuffer()
        self._libraries: dict[str, ModuleType] = {}
        self._usage = Usage()
        self._plan: Plan | None = None
        self._child: Child | None = None
        self._load_fault: Reply | None = None
        self._fault: Reply | None = None
        self._allowed = CLAIMS
        self._sampled_at = 0
        self._wakeup, wakeup_end = os.pipe()
        for end in (self._wakeup, wakeup_end):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakeup_end, warn_on_full_buffer=False)

    def serve(self, idle_s: float) -> None:
        """Preload, wait `idle_s` seconds for the host (0: for ever), then answer it until it is gone."""
        missing = self._preload()
        freeze()
        processes.seal()
        if idle_s and not select.select([self._in], [], [], idle_s)[0]:
            return
        while True:
            kind, payload = self._receive()
            if kind is Kind.MEET:
                self._meet(payload)
            elif kind is Kind.HELLO:
                self._send(Reply(Status.NO_RUNTIME, missing.encode()) if missing else Reply(Status.VALUE, payload))
            elif kind is Kind.LOAD:
                self._send(self._load(Plan.unpack(payload)))
            elif kind is Kind.BEGIN:
                self._begin(TestLimits.unpack(payload))
            elif kind is Kind.CALL:
                self._send(self._call(payload))
            elif kind is Kind.END:
                self._send(self._end())

    # The host

    def _preload(self) -> str:
        name_a_temporary_folder()
        try:
            self._libraries = preload(self._runtime)
        except ImportError as error:
            return str(error)
        return ""

    def _meet(self, name: bytes) -> None:
        descriptor = meet(name)
        self._send(Reply(Status.DIED if descriptor is None else Status.VALUE))
        if descriptor is not None:
            self._in = self._out = descriptor

    def _receive(self) -> tuple[Kind, bytes]:
        while (frame := self._frames.next()) is None:
            self._feed()
        return frame

    def _feed(self) -> None:
        data = os.read(self._in, 1 << 20)
        if not data:
            raise HostGoneError
        self._frames.feed(data)

    def _send(self, reply: Reply) -> None:
        view = memoryview(pack(Kind.REPLY, reply.pack()))
        while view:
            view = view[os.write(self._out, view) :]

    # One submission

    def _load(self, plan: Plan) -> Reply:
        self._end_child()
        self._plan = plan
        preload_for(self._runtime, plan.source)
        forbidden.prepare(plan.forbidden)
        return self._fork(plan.memory_bytes)

    def _fork(self, memory_bytes: int) -> Reply:
        """Fork a child that loads the source, and remember the reply if it cannot be loaded."""
        assert self._plan is not None  # noqa: S101 - the host sends LOAD first
        self._start(TestLimits(self._plan.time_ns, self._plan.wall_ns, memory_bytes))
        self._child = Child(self._plan, memory_bytes, self._libraries)
        self._allowed = LOAD_CLAIMS
        reply = self._await_reply()
        self._allowed = CLAIMS
        self._load_fault = None if reply.status is Status.VALUE else reply
        return reply

    def _begin(self, limits: TestLimits) -> None:
        self._death()
        child = self._child
        if child is None or child.exit_status is not None or child.memory_bytes != limits.memory_bytes:
            self._end_child()
            self._fork(limits.memory_bytes)
        self._start(limits)
        if self._child is not None:
            processes.reset_peak(self._child.pid)
            self._child.queue(Kind.BEGIN, CallLimit(limits.wall_ns).pack())

    def _start(self, limits: TestLimits) -> None:
        self._fault = None
        self._usage.start(limits, self._child)

    def _call(self, request: bytes) -> Reply:
        if self._load_fault is not None:
            return self._load_fault
        if self._fault is not None:
            return self._fault
        self._usage.drain(self._child)
        if self._child is not None:
            if self._child.spoke_unasked(self._allowed):
                return self._end_test(Claim(Status.GARBLED, b"it answered before it was asked"))
            self._child.queue(Kind.CALL, request)
        return self._await_reply()

    def _end(self) -> Reply:
        self._usage.drain(self._child)
        if self._fault is None and self._load_fault is None:
            death = self._death()
            if death is not None:
                self._end_test(death)
            elif self._usage.over_memory(self._child) or self._usage.oom_killed:
                self._end_test(Claim(Status.MEMORY))
            elif self._usage.over_cpu:
                self._end_test(Claim(Status.TIME))
        status = Status.VALUE if self._fault is None else self._fault.status
        return Reply(status, bytes(self._usage.printed), self._usage.cpu_ns, self._usage.peak_bytes)

    # One request

    def _await_reply(self) -> Reply:
        """Send what is queued and wait for the reply, a death, or a limit."""
        child = self._child
        if child is None:
            return self._end_test(Claim(Status.DIED, b"its process is gone"))
        poll = select.poll()
        for fd in (self._in, self._wakeup, child.output):
            poll.register(fd, select.POLLIN)
        started = self._sampled_at = time.monotonic_ns()
        wall_before, warned_at = self._usage.wall_ns, 0
        while True:
            self._pump(child, poll)
            now = time.monotonic_ns()
            self._usage.wall_ns = wall_before + now - started
            over = self._usage.over_cpu or self._usage.over_wall(child)
            reply = self._reply_so_far(child, over=over, overdue=bool(warned_at) and now - warned_at > GRACE_NS)
            if reply is not None:
                return reply
            if over and not warned_at:
                warned_at = now
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGALRM)

    def _pump(self, child: Child, poll: select.poll) -> None:
        """Pass bytes on in every direction, for one tick at most."""
        poll.register(child.socket, select.POLLIN | (select.POLLOUT if child.has_unsent else 0))
        ready = dict(poll.poll(TICK_MS))
        if self._in in ready:
            self._feed()  # ends everything if the host is gone; a host that is there waits for our reply
        if child.output in ready and not self._usage.drain(child):
            poll.unregister(child.output)
        child.send()

    def _reply_so_far(self, child: Child, *, over: bool, overdue: bool) -> Reply | None:
        """The reply to the request, or None while there is none. `over` a limit it is late; `overdue` it is ended."""
        if self._usage.over_output:
            return self._end_test(Claim(Status.OUTPUT, f"printed more than {OUTPUT_LIMIT >> 20} MB".encode()))
        try:
            claim = child.read_claim(self._allowed)
        except BadFrameError as error:
            return self._end_test(Claim(Status.GARBLED, str(error).encode()))
        if time.monotonic_ns() - self._sampled_at > TICK_MS * 1_000_000:
            self._sampled_at = time.monotonic_ns()
            if self._usage.over_memory(child):
                return self._end_test(Claim(Status.MEMORY))
        if claim is None:
            death = self._death()
            if death is not None:
                return self._end_test(death)
            if child.closed and not self._dies_soon():
                return self._end_test(Claim(Status.GARBLED, b"it closed its channel to the judge"))
            return self._end_test(Claim(Status.TIME)) if overdue else None
        if over:
            claim = Claim(Status.TIME, claim.payload if claim.status is Status.TIME else b"")
        if claim.status in ANSWERS:
            return Reply(claim.status, claim.payload, self._usage.cpu_ns, self._usage.peak_bytes)
        return self._end_test(claim)

    # The end of a child

    def _dies_soon(self) -> bool:
        """Whether a child whose channel is closed is about to end, as every one is for a moment."""
        deadline = time.monotonic_ns() + GRACE_NS
        while time.monotonic_ns() < deadline:
            if self._death() is not None:
                return True
            time.sleep(0.001)
        return False

    def _death(self) -> Claim | None:
        """How the child ended, or None while it lives. Reaps every other process that has ended."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._wakeup, 1 << 12)
        child = self._child
        for pid, status in processes.reap():
            if child is not None and pid == child.pid:
                child.exit_status = status
        if child is None or child.exit_status is None:
            return None
        with contextlib.suppress(BadFrameError):
            last = child.read_claim(self._allowed)  # a forbidden function answers and is gone
            if last is not None and last.status is not Status.VALUE:
                return last
        if self._usage.oom_killed:
            return Claim(Status.MEMORY)
        return Claim(Status.DIED, _exit_text(child.exit_status).encode())

    def _end_test(self, fault: Claim) -> Reply:
        """Note the fault that ends this test, and sweep every process away."""
        self._usage.drain(self._child)
        cpu_ns = self._usage.cpu_ns
        self._end_child()
        self._fault = Reply(fault.status, fault.payload, cpu_ns, self._usage.peak_bytes)
        return self._fault

    def _end_child(self) -> None:
        processes.sweep()
        if self._child is not None:
            self._child.close()
            self._child = None


def _exit_text(wait_status: int) -> str:
    code = os.waitstatus_to_exitcode(wait_status)
    if code >= 0:
        return f"the process exited with status {code}"
    with contextlib.suppress(ValueError):
        return f"the process was killed by {signal.Signals(-code).name}"
    return f"the process was killed by signal {-code}"


def main(runtime: str, idle_s: float) -> None:
    """Serve the host on descriptors 0 and 1, after moving them out of foreign code's way."""
    # a signal without a handler does not reach PID 1 from inside; Python has one for this
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    host_in, host_out = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    try:
        Supervisor(host_in, host_out, runtime).serve(idle_s)
    except (HostGoneError, BrokenPipeError):
        pass
    finally:
        processes.sweep()
    os._exit(0)  # nothing to finalise, and torch takes its time over it
