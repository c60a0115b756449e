"""A sandbox that keeps its containers, within one invocation, for the submissions that may follow.

A worker that is given back waits for its next LOAD, at which it sweeps every process away and forks anew. Nothing in a
solution container is writable, so that nothing is left for the next submission of the same author. A grader runs
nothing foreign but the tests of one problem folder, and serves only these.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Self

from judge.problem import Runtime
from judge.sandboxes import Channel, Sandbox
from judge.verdict import SandboxInfo

MAX_GRADERS: Final = 6
"""Graders that wait: a PyTorch one holds about 200 MB."""

_Key = tuple[str, Runtime, int | str]


class ReusingSandbox:
    """Channels of another sandbox, handed out again once they are given back. Thread-safe."""

    def __init__(self, sandbox: Sandbox, *, workers: bool = True, max_graders: int = MAX_GRADERS) -> None:
        """Keep the channels of `sandbox`.

        Args:
            sandbox: where they come from.
            workers: whether workers are kept, so that all submissions must be of one author.
            max_graders: how many graders may wait; the least recently used makes room.
        """
        self._sandbox = sandbox
        self._keeps = {"worker": workers, "grader": max_graders > 0}
        self._max_graders = max_graders
        self._idle: list[tuple[_Key, Channel]] = []  # the most recently used one comes last
        self._in_use: dict[int, tuple[_Key, Channel]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the channels that are not in use."""
        with self._lock:
            for _, channel in self._idle:
                self._sandbox.give_back(channel)
            self._idle.clear()

    @property
    def info(self) -> SandboxInfo:
        """See `Sandbox`."""
        return self._sandbox.info

    def open_worker(self, runtime: Runtime, memory_mb: int) -> Channel:
        """See `Sandbox`."""
        return self._take(("worker", runtime, memory_mb), lambda: self._sandbox.open_worker(runtime, memory_mb))

    def open_grader(self, runtime: Runtime, tests: str) -> Channel:
        """See `Sandbox`."""
        return self._take(("grader", runtime, tests), lambda: self._sandbox.open_grader(runtime, tests))

    def give_back(self, channel: Channel) -> None:
        """See `Sandbox`."""
        with self._lock:
            key, _ = self._in_use.pop(id(channel))
            if self._keeps[key[0]]:
                channel.warm = True
                self._idle.append((key, channel))
                graders = [one for one in self._idle if one[0][0] == "grader"]
                if len(graders) <= self._max_graders:
                    return
                self._idle.remove(graders[0])
                channel = graders[0][1]
        self._sandbox.give_back(channel)

    def abort(self) -> None:
        """End the channels in use, from another thread, so that judging stops at once."""
        with self._lock:
            for _, channel in self._in_use.values():
                channel.abort()

    def _take(self, key: _Key, start: Callable[[], Channel]) -> Channel:
        with self._lock:
            found = next((one for one in reversed(self._idle) if one[0] == key), None)
            if found is not None:
                self._idle.remove(found)
        channel = found[1] if found else start()
        with self._lock:
            self._in_use[id(channel)] = (key, channel)
        return channel
