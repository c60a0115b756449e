"""The supervisor's end of its child: the fork, the socket to it, and the pipe of what it prints.

Foreign code writes what comes from there: bytes that may hold a frame, which may hold a claim, and nothing better.
"""

from __future__ import annotations

import contextlib
import os
import socket
from types import ModuleType

from sandbox import child, processes
from sandbox.frames import MAX_CLAIM, BadFrameError, FrameBuffer, Kind, Status, pack
from sandbox.messages import Claim, Plan


class Child:
    """A forked child that loads the plan's source and then answers calls.

    Attributes:
        pid: its process.
        socket: what is sent to it and what it answers.
        output: the descriptor from which to read what it prints.
        memory_bytes: what it may have above its `base_bytes`.
        base_bytes: the memory that it had of its own when it began.
        closed: whether it has closed its end of the socket.
        exit_status: how it ended, as `os.waitpid` says it; None while it lives.
    """

    def __init__(self, plan: Plan, memory_bytes: int, libraries: dict[str, ModuleType]) -> None:
        self.socket, child_end = socket.socketpair()
        self.output, output_end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            child.run(child_end.fileno(), output_end, plan, memory_bytes, libraries)
        child_end.close()
        os.close(output_end)
        self.socket.setblocking(False)  # noqa: FBT003 - its signature
        os.set_blocking(self.output, False)
        self.memory_bytes = memory_bytes
        self.closed = False
        self.exit_status: int | None = None
        self.base_bytes = processes.private_peak(self.pid)
        self._frames = FrameBuffer(MAX_CLAIM)
        self._unsent = memoryview(b"")

    def close(self) -> None:
        """Close the descriptors. Killing the process is up to the caller."""
        self.socket.close()
        os.close(self.output)

    def queue(self, kind: Kind, payload: bytes) -> None:
        """Leave a frame for `send`."""
        self._unsent = memoryview(bytes(self._unsent) + pack(kind, payload))

    @property
    def has_unsent(self) -> bool:
        """Whether `send` has something left to do."""
        return bool(self._unsent)

    def send(self) -> None:
        """Send what is queued, as far as the child reads it."""
        while self._unsent:
            try:
                self._unsent = self._unsent[self.socket.send(self._unsent) :]
            except BlockingIOError:
                return
            except OSError:  # it is dead or has closed its end: the wait for its reply tells which
                self._unsent = memoryview(b"")

    def read_claim(self, allowed: frozenset[Status]) -> Claim | None:
        """Its claim, if it is complete. Raises BadFrameError if it is not a claim, or more than one."""
        with contextlib.suppress(OSError):
            while data := self.socket.recv(1 << 20):
                self._frames.feed(data)
            self.closed = True
        frame = self._frames.next()
        if frame is None:
            return None
        kind, payload = frame
        if kind is not Kind.REPLY or not self._frames.empty:
            raise BadFrameError("it wrote something that is not a reply")
        return Claim.unpack(payload, allowed)

    def spoke_unasked(self, allowed: frozenset[Status]) -> bool:
        """Whether it has written anything before it was asked."""
        try:
            return self.read_claim(allowed) is not None or not self._frames.empty
        except BadFrameError:
            return True
