"""Where a submission runs: the seam that `judge.judging` needs, and the choice between Docker and a plain process.

The seam is at bytes, so that everything above it is tested over both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from judge.errors import SandboxError
from judge.problem import Runtime
from judge.verdict import SandboxInfo

Progress = Callable[[str], None]
"""Told in a few words what takes longer than a moment (an image being built)."""


class ChannelClosedError(Exception):
    """The other side is gone.

    Attributes:
        out_of_memory: whether the kernel ended it for want of memory.
        last_words: what it left on its standard error; untrusted text.
    """

    def __init__(self, *, out_of_memory: bool = False, last_words: str = "") -> None:
        super().__init__(last_words)
        self.out_of_memory = out_of_memory
        self.last_words = last_words


class DeadlinePassedError(Exception):
    """Nothing came, or nothing could be sent, in time."""


class Channel(Protocol):
    """Bytes to and from one worker or grader, and the means to end it. Deadlines are of `time.monotonic`.

    Raises of `write` and `read`:
        ChannelClosedError: the other side is gone.
        DeadlinePassedError: the deadline has passed.
        SandboxError: the sandbox itself broke.
    """

    def write(self, data: bytes, deadline: float) -> None:
        """Send all of `data`."""

    def read(self, deadline: float) -> bytes:
        """At least one byte."""

    def kill(self) -> None:
        """End it with everything that it started. Never raises; again is harmless."""


class Sandbox(Protocol):
    """A place where workers (untrusted side) and graders (trusted side) can be started."""

    @property
    def info(self) -> SandboxInfo:
        """Which sandbox this is, for the record."""

    def open_worker(self, runtime: Runtime, memory_mb: int) -> Channel:
        """Start a solution container with room for `memory_mb` above the runtime. Raises SandboxError."""

    def open_grader(self, runtime: Runtime) -> Channel:
        """Start a grader container. Raises SandboxError."""

    def give_back(self, channel: Channel) -> None:
        """Take back a channel whose other side waits for work: it is ended, or kept for the next one."""


def choose(
    kind: str, runtime: Runtime, progress: Progress, *, fall_back: bool, base_image: str | None = None
) -> Sandbox:
    """The sandbox that the user asked for, ready for `runtime` (its image built).

    Args:
        kind: `auto` (Docker where an engine answers), `docker` or `process`.
        runtime: what it must be ready for.
        progress: told what takes long, and, once, that a fallback isolates nothing and why it was taken.
        fall_back: whether `auto` may fall back to a plain process.
        base_image: what to build the image on, instead of the default.

    Raises:
        SandboxError: there is none.
    """
    from judge.sandboxes import process  # noqa: PLC0415 - whichever is not used is not imported

    if kind == "process":
        return process.ProcessSandbox()
    from judge.sandboxes import docker  # noqa: PLC0415 - whichever is not used is not imported

    try:
        return docker.connect(runtime, progress, base_image=base_image)
    except SandboxError as error:
        if kind == "docker" or not fall_back or not isinstance(error, docker.NoEngineError):
            raise
        progress(f"{error.message} The solution runs as a plain process, which does not isolate it. Mend: judge doctor")
        return process.ProcessSandbox()
