"""The grader's end of the channel to the host: frames to and from it, and noticing that it is gone."""

from __future__ import annotations

import os
import select
from typing import Any, Final

import msgpack

from sandbox.frames import FrameBuffer, Kind, Reply, Status, pack
from sandbox.meeting import meet

HOST_GONE: Final = 3
"""Exit status of a process whose host is gone."""


class HostGoneError(Exception):
    """The host has closed its end, or has said nothing for too long."""


class HostSilentError(HostGoneError):
    """It has said nothing for too long."""


class Host:
    """Frames to and from the host. Nothing is read ahead: the input is shared with every fork."""

    def __init__(self, host_in: int, host_out: int) -> None:
        self._streams = host_in, host_out
        self._in, self._out = self._streams
        self._frames = FrameBuffer()
        self._held = b""

    def send(self, kind: Kind, *fields: Any, at_once: bool = True) -> None:
        """Send a frame whose payload is a list of fields; if not at once, then together with the next one."""
        self.send_raw(kind, msgpack.packb(list(fields), unicode_errors="replace"), at_once=at_once)

    def send_raw(self, kind: Kind, payload: bytes, *, at_once: bool = True) -> None:
        """Send a frame."""
        self._held += pack(kind, payload)
        if not at_once:
            return
        view, self._held = memoryview(self._held), b""
        while view:
            view = view[os.write(self._out, view) :]

    def receive(self, within_s: float = 0) -> tuple[Kind, bytes]:
        """The next frame; it is waited for so many seconds, 0 for ever. Raises HostGoneError."""
        waiting = select.poll()
        waiting.register(self._in, select.POLLIN)
        while (frame := self._frames.next()) is None:
            if not waiting.poll(within_s * 1000 or None):
                raise HostSilentError
            data = os.read(self._in, self._frames.missing)
            if not data:
                raise HostGoneError
            self._frames.feed(data)
        return frame

    def meet(self, name: bytes) -> None:
        """Speak over the host's socket from now on, if it can be reached."""
        met = meet(name)
        self.send_raw(Kind.REPLY, Reply(Status.DIED if met is None else Status.VALUE).pack())
        if met is not None:
            self._in = self._out = met

    def close(self) -> None:
        """Let go of every descriptor: this process has nothing more to say."""
        for descriptor in {*self._streams, self._in, self._out}:
            os.close(descriptor)

    def part(self) -> None:
        """Go back to the streams when the socket has ended. Raises HostGoneError where it was they that ended."""
        if self._in == self._streams[0]:
            raise HostGoneError
        os.close(self._in)
        self._in, self._out = self._streams
        self._frames = FrameBuffer()

    @property
    def descriptors(self) -> tuple[int, int]:
        """What is read from and what is written to, now."""
        return self._in, self._out

    def call(self, request: bytes, within_s: float) -> tuple[Status, bytes]:
        """The transport of `sandbox.proxy`, in a fork: a request to the solution, and its answer."""
        self.send_raw(Kind.CALL, request)
        reply = Reply.unpack(self.answer(within_s))
        return reply.status, reply.payload

    def answer(self, within_s: float) -> bytes:
        """What the host answers to a fork, which ends here where no more of it is wanted, or nobody is there."""
        try:
            kind, payload = self.receive(within_s)
        except HostGoneError:
            os._exit(HOST_GONE)
        if kind is Kind.END and not payload:
            os._exit(0)
        return payload
