"""The solution side: a fork server that preloads, forks a child for the submission, measures it and ends it.

It never holds a test, an expected value or a name of a test. It speaks only when spoken to: one REPLY for every LOAD,
CALL and END. When the host goes away it ends, and everything below it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from types import ModuleType
from typing import Final

import msgpack

from sandbox import child, forbidden, processes
from sandbox.frames import CLAIMS, LOAD_CLAIMS, MAX_CLAIM, BadFrameError, FrameBuffer, Kind, Reply, Status, pack
from sandbox.meeting import meet
from sandbox.plans import MAX_STARVED, Plan
from sandbox.runtimes import freeze, preload

OUTPUT_KEPT: Final = 16 << 10
"""Bytes of a test's output that are passed on."""
OUTPUT_LIMIT: Final = 4 << 20
"""Bytes that a test may print."""
GRACE_NS: Final = 150_000_000
"""Between the nudge that lets the child say where it was, and the kill."""
TICK_MS: Final = 10
"""Between two looks at what the child does while it computes. A call that takes less costs no look at its memory."""
MEMORY_SLACK: Final = 16 << 20
"""Bytes above the limit that are no fault yet: RLIMIT_DATA, which fails cleanly, is to come first."""


class Child:
    """A forked child, its socket and the pipe of what it prints."""

    def __init__(self, plan: Plan, memory_bytes: int, libraries: dict[str, ModuleType]) -> None:
        ours, theirs = socket.socketpair()
        self.output, output_end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            child.run(theirs.fileno(), output_end, plan, memory_bytes, libraries)
        theirs.close()
        os.close(output_end)
        ours.setblocking(False)  # noqa: FBT003 - its signature
        os.set_blocking(self.output, False)
        self.socket = ours
        self.memory_bytes = memory_bytes
        self.frames = FrameBuffer(MAX_CLAIM)
        self.unsent = memoryview(b"")
        self.closed = False
        self.exit: int | None = None
        self.base_bytes = processes.private_peak(self.pid)

    def close(self) -> None:
        """Let go of the descriptors; the process is someone else's to kill."""
        self.socket.close()
        os.close(self.output)


class Supervisor:
    """Serves one host over two descriptors."""

    def __init__(self, host_in: int, host_out: int, runtime: str) -> None:
        self._in = host_in
        self._out = host_out
        self._runtime = runtime
        self._meter = processes.make_meter()
        self._frames = FrameBuffer()
        self._libraries: dict[str, ModuleType] = {}
        self._plan: Plan | None = None
        self._child: Child | None = None
        self._cannot_load: Reply | None = None
        self._fault: Reply | None = None
        self._cpu_base = self._cpu_limit = self._oom_base = 0
        self._wall_used = self._wall_limit = self._starved_base = 0
        self._peak = self._sampled_at = 0
        self._claims = CLAIMS
        self._printed = bytearray()
        self._print_count = 0
        self._wakeup, wakeup_end = os.pipe()
        for end in (self._wakeup, wakeup_end):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakeup_end, warn_on_full_buffer=False)

    def serve(self, idle_s: float) -> None:
        """Preload, then answer until the host is gone. One that never comes is waited for `idle_s`; 0 is for ever."""
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
                self._begin(*msgpack.unpackb(payload))
            elif kind is Kind.CALL:
                self._send(self._call(payload))
            elif kind is Kind.END:
                self._send(self._end())

    def _meet(self, name: bytes) -> None:
        met = meet(name)
        self._send(Reply(Status.DIED if met is None else Status.VALUE))
        if met is not None:
            self._in = self._out = met

    def _preload(self) -> str:
        try:
            self._libraries = preload(self._runtime)
        except ImportError as error:
            return str(error)
        return ""

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
        forbidden.prepare(plan.forbidden)
        return self._fork(plan.memory_bytes)

    def _fork(self, memory_bytes: int) -> Reply:
        """Fork, load, and remember when it could not be."""
        assert self._plan is not None  # noqa: S101 - the host sends LOAD first
        self._start_clock(self._plan.time_ns, self._plan.wall_ns)
        self._child = Child(self._plan, memory_bytes, self._libraries)
        self._claims = LOAD_CLAIMS
        reply = self._exchange()
        self._claims = CLAIMS
        self._cannot_load = None if reply.status is Status.VALUE else reply
        return reply

    def _begin(self, time_ns: int, wall_ns: int, memory_bytes: int) -> None:
        self._noticed_death()
        held = self._child
        if held is None or held.exit is not None or held.memory_bytes != memory_bytes:
            self._end_child()
            self._fork(memory_bytes)
        self._start_clock(time_ns, wall_ns)
        if self._child is not None:
            processes.reset_peak(self._child.pid)
            self._queue(Kind.BEGIN, msgpack.packb(wall_ns))

    def _call(self, request: bytes) -> Reply:
        if self._cannot_load is not None:
            return self._cannot_load
        if self._fault is not None:
            return self._fault
        self._drain()
        if self._spoke_unasked():
            return self._ended(Status.GARBLED, b"it answered before it was asked")
        self._queue(Kind.CALL, request)
        return self._exchange()

    def _end(self) -> Reply:
        self._drain()
        if self._fault is None and self._cannot_load is None:
            dead = self._noticed_death()
            if dead is not None:
                self._ended(*dead)
            elif self._sample_memory() or self._meter.oom_kills() > self._oom_base:
                self._ended(Status.MEMORY, b"")
            elif self._used_ns() > self._cpu_limit:
                self._ended(Status.TIME, b"")
        status = Status.VALUE if self._fault is None else self._fault.status
        return Reply(status, bytes(self._printed), self._used_ns(), self._peak)

    def _start_clock(self, time_ns: int, wall_ns: int) -> None:
        self._fault = None
        self._printed.clear()
        self._print_count = self._peak = 0
        self._cpu_base, self._cpu_limit = self._meter.cpu_ns(), time_ns
        self._wall_used, self._wall_limit, self._starved_base = 0, wall_ns, self._starved_ns()
        self._oom_base = self._meter.oom_kills()

    # One request

    def _queue(self, kind: Kind, payload: bytes) -> None:
        held = self._child
        if held is not None:
            held.unsent = memoryview(bytes(held.unsent) + pack(kind, payload))

    def _exchange(self) -> Reply:
        """Send what is queued and wait for the reply, a death, or a limit."""
        held = self._child
        if held is None:
            return self._ended(Status.DIED, b"its process is gone")
        poll = select.poll()
        for fd in (self._in, self._wakeup, held.output):
            poll.register(fd, select.POLLIN)
        started = self._sampled_at = time.monotonic_ns()
        used, nudged = self._wall_used, 0
        while True:
            self._wait(held, poll)
            now = time.monotonic_ns()
            self._wall_used = used + now - started
            over = self._used_ns() > self._cpu_limit or self._over_wall()
            reply = self._look(over=over, overdue=bool(nudged) and now - nudged > GRACE_NS)
            if reply is not None:
                return reply
            if over and not nudged:
                nudged = now
                with contextlib.suppress(ProcessLookupError):
                    os.kill(held.pid, signal.SIGALRM)

    def _wait(self, held: Child, poll: select.poll) -> None:
        """Pass bytes on in every direction, for one tick at most."""
        poll.register(held.socket, select.POLLIN | (select.POLLOUT if held.unsent else 0))
        ready = dict(poll.poll(TICK_MS))
        if self._in in ready:
            self._feed()  # ends all if the host is gone; a host that is there waits for our reply
        if held.output in ready and not self._drain():
            poll.unregister(held.output)
        self._send_unsent(held)

    def _over_wall(self) -> bool:
        """Whether the calls of this test have taken too long, less what the solution stood in line for a core."""
        excess = self._wall_used - self._wall_limit
        # a busy machine is not the solution's fault: what stands in line does not sleep
        return excess > 0 and excess > min(self._starved_ns() - self._starved_base, MAX_STARVED * self._wall_limit)

    def _look(self, *, over: bool, overdue: bool) -> Reply | None:
        """What has come of the request: None while nothing has. `over` a limit it is late, `overdue` it is ended."""
        if self._print_count > OUTPUT_LIMIT:
            return self._ended(Status.OUTPUT, f"printed more than {OUTPUT_LIMIT >> 20} MB".encode())
        try:
            claim = self._read_replies()
        except BadFrameError as error:
            return self._ended(Status.GARBLED, str(error).encode())
        if time.monotonic_ns() - self._sampled_at > TICK_MS * 1_000_000:
            self._sampled_at = time.monotonic_ns()
            if self._sample_memory():
                return self._ended(Status.MEMORY, b"")
        if claim is None:
            dead = self._noticed_death()
            if dead is not None:
                return self._ended(*dead)
            if self._child is not None and self._child.closed and not self._dies_soon():
                return self._ended(Status.GARBLED, b"it closed its channel to the judge")
            return self._ended(Status.TIME, b"") if overdue else None
        status, payload = claim
        if over:
            status, payload = Status.TIME, payload if status is Status.TIME else b""
        if status in {Status.VALUE, Status.RAISED}:
            return Reply(status, payload, self._used_ns(), self._peak)
        return self._ended(status, payload)

    def _send_unsent(self, held: Child) -> None:
        while held.unsent:
            try:
                held.unsent = held.unsent[held.socket.send(held.unsent) :]
            except BlockingIOError:
                return
            except OSError:  # it is dead or has closed its end: the wait for its reply says which
                held.unsent = memoryview(b"")

    def _read_replies(self) -> tuple[Status, bytes] | None:
        """The child's claim, if it is complete. Raises BadFrameError where it is none, or more than one."""
        held = self._child
        if held is None:
            return None
        with contextlib.suppress(OSError):
            while data := held.socket.recv(1 << 20):
                held.frames.feed(data)
            held.closed = True
        frame = held.frames.next()
        if frame is None:
            return None
        kind, payload = frame
        if kind is not Kind.REPLY or not payload or not held.frames.empty:
            raise BadFrameError("it wrote something that is no reply")
        if payload[0] not in self._claims:
            raise BadFrameError("it claimed a status that it cannot have")
        return Status(payload[0]), payload[1:]

    def _spoke_unasked(self) -> bool:
        try:
            return self._read_replies() is not None or (self._child is not None and not self._child.frames.empty)
        except BadFrameError:
            return True

    def _dies_soon(self) -> bool:
        """Whether a child whose channel is closed is on its way out, as one that ends is for a moment."""
        deadline = time.monotonic_ns() + GRACE_NS
        while time.monotonic_ns() < deadline:
            if self._noticed_death() is not None:
                return True
            time.sleep(0.001)
        return False

    def _noticed_death(self) -> tuple[Status, bytes] | None:
        """How the child has ended, if it has; everything else that has ended is reaped too."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._wakeup, 1 << 12)
        for pid, status in processes.reap():
            if self._child is not None and pid == self._child.pid:
                self._child.exit = status
        if self._child is None or self._child.exit is None:
            return None
        return self._death(self._child.exit)

    def _death(self, exit_status: int) -> tuple[Status, bytes]:
        with contextlib.suppress(BadFrameError):
            last = self._read_replies()  # a forbidden function answers and is gone
            if last is not None and last[0] is not Status.VALUE:
                return last
        if self._meter.oom_kills() > self._oom_base:
            return Status.MEMORY, b""
        code = os.waitstatus_to_exitcode(exit_status)
        if code >= 0:
            return Status.DIED, f"the process ended itself with exit status {code}".encode()
        with contextlib.suppress(ValueError):
            return Status.DIED, f"the process was killed by {signal.Signals(-code).name}".encode()
        return Status.DIED, f"the process was killed by signal {-code}".encode()

    def _ended(self, status: Status, payload: bytes) -> Reply:
        """Note the fault that ends this test, and sweep every process away."""
        self._drain()
        used = self._used_ns()
        self._end_child()
        self._fault = Reply(status, payload, used, self._peak)
        return self._fault

    def _end_child(self) -> None:
        processes.sweep()
        if self._child is not None:
            self._child.close()
            self._child = None

    # What it used and printed

    def _used_ns(self) -> int:
        return max(0, self._meter.cpu_ns() - self._cpu_base)

    def _starved_ns(self) -> int:
        """How long the child and this process, between which every call goes to and fro, have stood in line."""
        theirs = processes.starved_ns(self._child.pid) if self._child is not None else 0
        return theirs + processes.starved_ns("self")

    def _sample_memory(self) -> bool:
        """Whether all processes together hold more than the limit, which RLIMIT_DATA sets for each alone."""
        if self._child is None:
            return False
        held = self._meter.memory_bytes()
        self._peak = max(self._peak, processes.private_peak(self._child.pid) - self._child.base_bytes, held)
        return held > self._child.memory_bytes + MEMORY_SLACK

    def _drain(self) -> bool:
        """Take what has been printed. False once nobody can print any more."""
        if self._child is None:
            return False
        with contextlib.suppress(BlockingIOError):
            while self._print_count <= OUTPUT_LIMIT:
                data = os.read(self._child.output, 1 << 16)
                if not data:
                    return False
                self._print_count += len(data)
                self._printed += data[: OUTPUT_KEPT - len(self._printed)]
        return True


class HostGoneError(Exception):
    """The host has closed its end."""


def main(runtime: str, idle_s: float) -> None:
    """Serve the host on descriptors 0 and 1, moved out of foreign code's way first."""
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
