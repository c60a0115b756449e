"""A worker as a plain process that serves one submission after another, as the host would ask it to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

import pytest

from judge.problem import Runtime
from judge.sandboxes import Channel
from judge.sandboxes.process import ProcessSandbox
from sandbox.frames import FrameBuffer, Kind, Reply, Status, pack
from sandbox.messages import Plan, TestLimits
from sandbox.values import Codec


class Worker:
    """Speaks to a worker in frames. What it answers is decoded here, as the grader would."""

    def __init__(self, channel: Channel, runtime: str, **libraries: ModuleType) -> None:
        self.channel = channel
        self._runtime = runtime
        self._frames = FrameBuffer()
        self._codec = Codec(**libraries, resolve=lambda data: ("handle", data))  # type: ignore[arg-type]
        assert self.ask(Kind.HELLO, b"").status is Status.VALUE

    def send(self, kind: Kind, payload: bytes = b"") -> None:
        self.channel.write(pack(kind, payload), time.monotonic() + 60)

    def ask(self, kind: Kind, payload: bytes = b"") -> Reply:
        self.send(kind, payload)
        while (frame := self._frames.next()) is None:
            self._frames.feed(self.channel.read(time.monotonic() + 60))
        assert frame[0] is Kind.REPLY
        return Reply.unpack(frame[1])

    def load(
        self,
        source: str | bytes,
        *,
        entry: Sequence[str] = ("f",),
        forbidden: Sequence[str] = (),
        time_s: float = 5.0,
        wall_s: float = 20.0,
        memory_mb: int = 64,
        may_change_arguments: bool = False,
        objects_keep_state: bool = False,
    ) -> Reply:
        text = source.encode() if isinstance(source, str) else source
        limits = (int(time_s * 1e9), int(wall_s * 1e9), memory_mb << 20)
        plan = Plan(
            text, tuple(entry), tuple(forbidden), may_change_arguments, objects_keep_state, self._runtime, *limits
        )
        return self.ask(Kind.LOAD, plan.pack())

    def begin(self, time_s: float = 5.0, wall_s: float = 20.0, memory_mb: int = 64) -> None:
        self.send(Kind.BEGIN, TestLimits(int(time_s * 1e9), int(wall_s * 1e9), memory_mb << 20).pack())

    def call(self, name: str, *args: object) -> Reply:
        return self.ask(Kind.CALL, self._codec.encode(["call", name, args, {}]))

    def end(self) -> Reply:
        return self.ask(Kind.END)

    def run(self, source: str, *args: object, **plan: Any) -> Reply:
        """Load the source and call its `f` in a test of its own: the first answer that is no value, or the last."""
        reply = self.load(source, **plan)
        if reply.status is not Status.VALUE:
            return reply
        self.begin()
        reply = self.call("f", *args)
        self.end()
        return reply

    def value(self, reply: Reply) -> Any:
        assert reply.status in {Status.VALUE, Status.RAISED}, reply
        return self._codec.decode(reply.payload)


@pytest.fixture(scope="module")
def start_worker() -> Iterator[Callable[..., Worker]]:
    """Start workers that are ended after the tests of the module."""
    channels = []

    def start(runtime: Runtime, **libraries: ModuleType) -> Worker:
        channel = ProcessSandbox().open_worker(runtime, 64)
        channels.append(channel)
        return Worker(channel, runtime, **libraries)

    yield start
    for channel in channels:
        channel.kill()
