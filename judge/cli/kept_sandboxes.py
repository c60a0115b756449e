"""Sandboxes that serve one submission after another, as in `judge watch`: all of the author at this keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from judge.problem import Runtime
    from judge.sandboxes import Sandbox
    from judge.sandboxes.reuse import ReusingSandbox


class KeptSandboxes:
    """One sandbox for each runtime, started when first needed."""

    def __init__(self) -> None:
        self._by_runtime: dict[Runtime, ReusingSandbox] = {}

    def get(self, runtime: Runtime, start: Callable[[], Sandbox]) -> ReusingSandbox:
        """The one for `runtime`, started if there is none yet."""
        if runtime not in self._by_runtime:
            from judge.sandboxes.reuse import ReusingSandbox  # noqa: PLC0415 - only where one is kept

            self._by_runtime[runtime] = ReusingSandbox(start())
        return self._by_runtime[runtime]

    def abort(self) -> None:
        """End what runs in them; whoever waits for it gets an error. From any thread."""
        for sandbox in self._by_runtime.values():
            sandbox.abort()

    def close(self) -> None:
        """Let go of them; the next one is started anew."""
        for sandbox in self._by_runtime.values():
            sandbox.close()
        self._by_runtime = {}
