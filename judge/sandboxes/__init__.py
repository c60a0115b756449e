"""Where a submission runs: the seam that `judge.judging` needs, and the choice between Docker and a plain process.

The seam is at bytes, so that everything above it is tested over both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from judge.problem import Runtime
from judge.verdict import SandboxInfo

Progress = Callable[[str], None]
"""Told in a few words what takes longer than a moment (an image being built)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the Docker sandbox is to work.

    Attributes:
        socket: path of the engine's Unix socket; empty where only the Docker SDK can tell how to reach the engine.
        base_image: what to build the images on; by default one that can be had.
        owner: whose spares (warm containers that wait) may be used and kept; a word.
        spare_s: seconds that a spare waits before it ends itself; 0 where there shall be none.
        max_spares: how many may wait at a time.
        oci_runtime: what the engine starts solution containers with (`runc`, `runsc`); empty for the strongest it has.
    """

    socket: str = ""
    base_image: str | None = None
    owner: str = "anyone"
    spare_s: float = 0
    max_spares: int = 6
    oci_runtime: str = ""


class ChannelClosedError(Exception):
    """The other side is gone.

    Attributes:
        out_of_memory: whether the kernel ended it for want of memory.
        from_outside: whether somebody has ended it who is not in it.
        last_words: what it left on its standard error; untrusted text.
    """

    def __init__(self, *, out_of_memory: bool = False, from_outside: bool = False, last_words: str = "") -> None:
        super().__init__(last_words)
        self.from_outside = from_outside
        self.out_of_memory = out_of_memory
        self.last_words = last_words


class DeadlinePassedError(Exception):
    """Nothing came, or nothing could be sent, in time."""


class Channel(Protocol):
    """Bytes to and from one worker or grader, and the means to end it. Deadlines are of `time.monotonic`.

    Attributes:
        warm: whether its other side has waited, and so may have ended meanwhile.

    Raises of `write` and `read`:
        ChannelClosedError: the other side is gone.
        DeadlinePassedError: the deadline has passed.
        SandboxError: the sandbox itself broke.
    """

    warm: bool

    def write(self, data: bytes, deadline: float) -> None:
        """Send all of `data`."""

    def read(self, deadline: float) -> bytes:
        """At least one byte."""

    def abort(self) -> None:
        """End the other side, so that whoever waits for it in another thread hears of it. Never raises."""

    def kill(self) -> None:
        """End it with everything that it started, and let go of it. Never raises; again is harmless."""


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
    kind: str, runtime: Runtime, progress: Progress, *, fall_back: bool, settings: Settings = Settings()
) -> Sandbox:
    """The sandbox that the user asked for, ready for `runtime` (its image built).

    Args:
        kind: `auto` (Docker where an engine answers), `docker` or `process`.
        runtime: what it must be ready for.
        progress: told what takes long, and, once, that a fallback isolates nothing and why it was taken.
        fall_back: whether `auto` may fall back to a plain process.
        settings: of the Docker sandbox.

    Raises:
        SandboxError: there is none.
    """
    if kind != "process":
        from judge.sandboxes import api, docker  # noqa: PLC0415 - whichever is not used is not imported

        try:
            return docker.connect(runtime, progress, settings)
        except api.NoEngineError as error:
            if kind == "docker" or not fall_back:
                raise
            why = f"{error.message} The solution runs as a plain process, which does not isolate it."
            progress(f"{why} Mend: judge doctor")
    from judge.sandboxes import process  # noqa: PLC0415 - as above

    return process.ProcessSandbox()
