"""The grader's end of the channel to the host: frames to and from it, and noticing that it is gone."""

from __future__ import annotations

import os
import select
from typing import Final

from sandbox.direct_socket import meet
from sandbox.frames import FrameBuffer, Kind, Reply, Status, pack

HOST_GONE: Final = 3
"""Exit status of a process whose host is gone."""


class HostGoneError(Exception):
    """The host has closed its end, or has said nothing for too long."""


class HostSilentError(HostGoneError):
    """The host has said nothing for too long."""


class Host:
    """Frames to and from the host. It never reads ahead, because every fork shares the input."""

    def __init__(self, host_in: int, host_out: int) -> None:
        self._streams = host_in, host_out
        self._in, self._out = self._streams
        self._frames = FrameBuffer()
        self._unsent = b""

    def send(self, kind: Kind, payload: bytes) -> None:
        """Send a frame, and those that were left for it."""
        self.send_with_next(kind, payload)
        view, self._unsent = memoryview(self._unsent), b""
        while view:
            view = view[os.write(self._out, view) :]

    def send_with_next(self, kind: Kind, payload: bytes) -> None:
        """Leave a frame for the next `send`: every message through the engine costs time."""
        self._unsent += pack(kind, payload)

    def receive(self, within_s: float = 0) -> tuple[Kind, bytes]:
        """The next frame. Waits `within_s` seconds for it, or for ever if that is 0. Raises HostGoneError."""
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
        """Use the host's socket from now on, if it can be reached."""
        descriptor = meet(name)
        self.send(Kind.REPLY, Reply(Status.DIED if descriptor is None else Status.VALUE).pack())
        if descriptor is not None:
            self._in = self._out = descriptor

    def close(self) -> None:
        """Close every descriptor: this process has nothing more to say."""
        for descriptor in {*self._streams, self._in, self._out}:
            os.close(descriptor)

    def part(self) -> None:
        """Go back to the streams after the socket has closed. Raises HostGoneError if the streams closed."""
        if self._in == self._streams[0]:
            raise HostGoneError
        os.close(self._in)
        self._in, self._out = self._streams
        self._frames = FrameBuffer()

    @property
    def descriptors(self) -> tuple[int, int]:
        """The descriptors that are read from and written to at present."""
        return self._in, self._out

    def call(self, request: bytes, within_s: float) -> tuple[Status, bytes]:
        """The transport of `sandbox.proxy`, in a fork: a request to the solution, and its answer."""
        self.send(Kind.CALL, request)
        reply = Reply.unpack(self.answer(within_s))
        return reply.status, reply.payload

    def answer(self, within_s: float) -> bytes:
        """The host's answer to a fork. If the host wants no more of the run, or is gone, the fork ends here."""
        try:
            kind, payload = self.receive(within_s)
        except HostGoneError:
            os._exit(HOST_GONE)
        if kind is Kind.END and not payload:
            os._exit(0)
        return payload
