"""A sandbox that keeps its containers, within one invocation, for the submissions of one author.

A worker that is given back waits for its next LOAD, at which it sweeps every process away and forks anew; a grader
forks for every run. Nothing in a solution container is writable, so that nothing is left for the next submission.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Self

from judge.problem import Runtime
from judge.sandboxes import Channel, Sandbox
from judge.verdict import SandboxInfo

_Key = tuple[str, Runtime, int]


class ReusingSandbox:
    """Channels of another sandbox, handed out again once they are given back. Thread-safe."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._idle: dict[_Key, list[Channel]] = defaultdict(list)
        self._in_use: dict[int, tuple[_Key, Channel]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the channels that are not in use."""
        with self._lock:
            for channels in self._idle.values():
                for channel in channels:
                    self._sandbox.give_back(channel)
            self._idle.clear()

    @property
    def info(self) -> SandboxInfo:
        """See `Sandbox`."""
        return self._sandbox.info

    def open_worker(self, runtime: Runtime, memory_mb: int) -> Channel:
        """See `Sandbox`."""
        return self._take(("worker", runtime, memory_mb), lambda: self._sandbox.open_worker(runtime, memory_mb))

    def open_grader(self, runtime: Runtime) -> Channel:
        """See `Sandbox`."""
        return self._take(("grader", runtime, 0), lambda: self._sandbox.open_grader(runtime))

    def give_back(self, channel: Channel) -> None:
        """See `Sandbox`."""
        channel.warm = True
        with self._lock:
            key, _ = self._in_use.pop(id(channel))
            self._idle[key].append(channel)

    def abort(self) -> None:
        """End the channels in use, from another thread, so that judging stops at once."""
        with self._lock:
            for _, channel in self._in_use.values():
                channel.abort()

    def _take(self, key: _Key, start: Callable[[], Channel]) -> Channel:
        with self._lock:
            channel = self._idle[key].pop() if self._idle[key] else None
        channel = channel or start()
        with self._lock:
            self._in_use[id(channel)] = (key, channel)
        return channel


class SharedGraders:
    """Another sandbox whose graders, which run nothing foreign, serve all authors, one after the other.

    Workers are not shared. Thread-safe.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._graders = ReusingSandbox(sandbox)
        self._in_use: dict[int, Channel] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._graders.close()

    @property
    def info(self) -> SandboxInfo:
        """See `Sandbox`."""
        return self._sandbox.info

    def open_worker(self, runtime: Runtime, memory_mb: int) -> Channel:
        """See `Sandbox`."""
        return self._sandbox.open_worker(runtime, memory_mb)

    def open_grader(self, runtime: Runtime) -> Channel:
        """See `Sandbox`."""
        channel = self._graders.open_grader(runtime)
        self._in_use[id(channel)] = channel
        return channel

    def give_back(self, channel: Channel) -> None:
        """See `Sandbox`."""
        shared = self._in_use.pop(id(channel), None) is not None
        (self._graders if shared else self._sandbox).give_back(channel)
