"""Where a submission runs: the seam that `judge.judging` needs; `judge.sandboxes.choice` has the choice.

The seam is at bytes, so that everything above it is tested over both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from judge.problem import Runtime
from judge.verdict import SandboxInfo

Progress = Callable[[str], None]
"""Called with a short line about what takes longer than a moment, such as building an image."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the Docker sandbox works.

    Attributes:
        socket: path of the engine's Unix socket; empty if only the Docker SDK knows how to reach the engine.
        base_image: what to build the images on; by default whichever is available.
        owner: whose spares (warm containers that wait) may be used and kept.
        spare_s: seconds that a spare waits before it ends itself; 0 for no spares.
        max_spares: how many may wait at the same time.
        oci_runtime: what the engine starts solution containers with (`runc`, `runsc`); empty for the safest it has.
        session: the user's own folder for as long as the session lasts, for sockets and locks; None if there is none.
    """

    socket: str = ""
    base_image: str | None = None
    owner: str = "anyone"
    spare_s: float = 0
    max_spares: int = 6
    oci_runtime: str = ""
    session: Path | None = None


class ChannelClosedError(Exception):
    """The other side is gone.

    Attributes:
        out_of_memory: whether the kernel killed it because it ran out of memory.
        from_outside: whether something outside the container killed it.
        last_words: the end of its standard error; untrusted text.
    """

    def __init__(self, *, out_of_memory: bool = False, from_outside: bool = False, last_words: str = "") -> None:
        super().__init__(last_words)
        self.from_outside = from_outside
        self.out_of_memory = out_of_memory
        self.last_words = last_words


class DeadlinePassedError(Exception):
    """Nothing could be read, or sent, in time."""


class Channel(Protocol):
    """Bytes to and from one worker or grader, and the means to end it. Deadlines are of `time.monotonic`.

    Attributes:
        warm: whether the other side has been waiting, so that it may have ended meanwhile.

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
        """End the other side, so that a thread that waits for it is woken. Never raises."""

    def kill(self) -> None:
        """End it with everything that it started, and release it. Never raises; a second call does nothing."""


class Sandbox(Protocol):
    """A place where workers (untrusted side) and graders (trusted side) can be started."""

    @property
    def info(self) -> SandboxInfo:
        """Which sandbox this is, for the record."""

    def open_worker(self, runtime: Runtime, memory_mb: int) -> Channel:
        """Start a solution container with room for `memory_mb` above the runtime. Raises SandboxError."""

    def open_grader(self, runtime: Runtime, tests: str) -> Channel:
        """Start a grader container, for the tests of this digest and no others. Raises SandboxError."""

    def give_back(self, channel: Channel) -> None:
        """Take back a channel whose other side waits for work: end it, or keep it for the next caller."""
