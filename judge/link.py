"""The host's end of the wire: frames over a channel to one worker or grader. It decodes no value."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Final

from judge.errors import SandboxError
from judge.problem import Runtime
from judge.sandboxes import Channel, ChannelClosedError, DeadlinePassedError, Sandbox
from sandbox.frames import BadFrameError, FrameBuffer, Kind, Reply, Status, pack

START_S: Final = 60.0
"""How long a worker or grader may take to get ready."""
MAX_TEXT: Final = 16 << 10
"""Bytes of a message or of output that are kept."""
TRY_AGAIN: Final = "Try again; if it keeps happening, run `judge doctor`."


class Link:
    """Frames over a channel. Raises what `Channel` raises, and BadFrameError."""

    _greetings = itertools.count()

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._frames = FrameBuffer()
        self._unsent = b""

    def greet(self, within_s: float = START_S) -> Reply:
        """Wait until the other side is ready, skipping what a grader still sends about an earlier submission."""
        word = str(next(self._greetings)).encode()
        self.send(Kind.HELLO, word)
        while True:
            kind, payload = self.receive(within_s)
            reply = Reply.unpack(payload) if kind is Kind.REPLY else None
            if reply is not None and (reply.status is Status.NO_RUNTIME or reply.payload == word):
                return reply

    def send(self, kind: Kind, payload: bytes = b"") -> None:
        """Send a frame, after those that `send_with_next` queued."""
        self.send_with_next(kind, payload)
        data, self._unsent = self._unsent, b""
        self.channel.write(data, time.monotonic() + START_S)

    def send_with_next(self, kind: Kind, payload: bytes) -> None:
        """Queue a frame that gets no answer for the next `send`: every message through the engine costs time."""
        self._unsent += pack(kind, payload)

    def receive(self, within_s: float) -> tuple[Kind, bytes]:
        """The next frame."""
        deadline = time.monotonic() + within_s
        while (frame := self._frames.next()) is None:
            self._frames.feed(self.channel.read(deadline))
        return frame

    def reply(self, within_s: float) -> Reply:
        """The next frame, which must be a reply."""
        kind, payload = self.receive(within_s)
        if kind is not Kind.REPLY:
            raise BadFrameError(f"expected a reply, got {kind.name}")
        return Reply.unpack(payload)


class Links:
    """The links of one trial; at its end each channel is given back to the sandbox or killed."""

    def __init__(self, sandbox: Sandbox, runtime: Runtime) -> None:
        self._sandbox = sandbox
        self._runtime = runtime
        self._channels: list[Channel] = []
        self._idle: list[Channel] = []

    def open_worker(self, memory_mb: int) -> Link:
        """A worker that has answered. Raises SandboxError."""
        return self._open("worker", lambda: self._sandbox.open_worker(self._runtime, memory_mb))

    def open_grader(self, tests: str) -> Link:
        """A grader for the tests of this digest that has answered. Raises SandboxError."""
        return self._open("grader", lambda: self._sandbox.open_grader(self._runtime, tests))

    def _open(self, role: str, open_channel: Callable[[], Channel]) -> Link:
        """A side that ends before it has answered is our fault; a worker that ends later is the solution's.

        A warm one may have ended while it waited: then take the next, and in the end a new one.
        """
        while True:
            channel = open_channel()
            self._channels.append(channel)
            link = Link(channel)
            try:
                reply = link.greet()
            except (ChannelClosedError, DeadlinePassedError, BadFrameError) as error:
                if channel.warm:
                    self._channels.remove(channel)
                    channel.kill()
                    continue
                raise SandboxError(f"the {role} did not start. {error}".strip(), TRY_AGAIN) from None
            if reply.status is Status.NO_RUNTIME:
                raise SandboxError(
                    f"the {self._runtime} runtime is not installed here: {text_of(reply.payload)}",
                    f"Use Docker (see `judge doctor`), or run: pip install 'interview-judge[{self._runtime}]'",
                )
            return link

    def release(self, link: Link) -> None:
        """Let the other side, which has finished its work, wait for more."""
        self._idle.append(link.channel)

    def close(self) -> None:
        """Give back the channels that were released, and kill the others."""
        for channel in self._channels:
            if channel in self._idle:
                self._sandbox.give_back(channel)
            else:
                channel.kill()

    @property
    def warm(self) -> bool:
        """Whether both sides were warm."""
        return all(channel.warm for channel in self._channels)


def text_of(payload: bytes) -> str:
    """Untrusted bytes as text of limited length."""
    return payload[:MAX_TEXT].decode(errors="replace")
