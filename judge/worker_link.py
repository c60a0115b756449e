"""The solution's side of a trial as the host sees it. It may die at any time, which is the submission's doing."""

from __future__ import annotations

from typing import Final

from judge.errors import SandboxError
from judge.link import TRY_AGAIN, Link, Links
from judge.sandboxes import ChannelClosedError, DeadlinePassedError
from sandbox.frames import BadFrameError, Kind, Reply, Status
from sandbox.messages import Plan, TestLimits

MAX_RESTARTS: Final = 3
"""How often a worker that was itself killed is replaced during one submission."""


class WorkerLink:
    """A worker and its replacements. What happens to it is a reply; SandboxError only where the sandbox broke."""

    def __init__(self, links: Links, plan: Plan, memory_mb: int, load_s: float) -> None:
        """Prepare to load `plan` within `load_s` seconds."""
        self._links = links
        self._plan = plan.pack()
        self._memory_mb = memory_mb
        self._load_s = load_s
        self._link: Link | None = None
        self._restarts = 0
        self._last_reply = Reply(Status.DIED)

    def start(self) -> None:
        """Open a worker and hand it the source; `loaded` waits for its answer."""
        self._link = self._links.open_worker(self._memory_mb)
        try:
            self._link.send(Kind.LOAD, self._plan)
        except (ChannelClosedError, DeadlinePassedError):
            raise SandboxError("the worker ended before it received the solution", TRY_AGAIN) from None

    def loaded(self) -> Reply:
        """Wait until the source is loaded, or cannot be."""
        return self._reply(self._load_s)

    def reload(self) -> None:
        """Load the source again, in a new process."""
        self._send(Kind.LOAD, self._plan)
        self.loaded()

    def begin(self, limits: TestLimits) -> None:
        """Begin a test, in a new worker if the last one is gone."""
        if self._link is None and self._restarts < MAX_RESTARTS:
            self._restarts += 1
            self.start()
            self.loaded()
        if self._link is not None:
            self._link.send_with_next(Kind.BEGIN, limits.pack())

    def call(self, request: bytes, within_s: float) -> Reply:
        """Pass a request on, and wait for its reply."""
        self._send(Kind.CALL, request)
        return self._reply(within_s)

    def end(self, within_s: float) -> Reply:
        """End the test; what it used and printed."""
        self._send(Kind.END)
        return self._reply(within_s)

    def release(self) -> None:
        """Let the worker wait for other work."""
        if self._link is not None:
            self._links.release(self._link)

    @property
    def lost(self) -> bool:
        """Whether the worker is gone and will not be replaced."""
        return self._link is None and self._restarts == MAX_RESTARTS

    def _send(self, kind: Kind, payload: bytes = b"") -> None:
        self._last_reply = Reply(Status.DIED, b"the solution crashed its sandbox in an earlier test")
        if self._link is not None:
            try:
                self._link.send(kind, payload)
            except (ChannelClosedError, DeadlinePassedError) as error:
                self._lose(self._link, error)

    def _reply(self, within_s: float) -> Reply:
        if self._link is not None:
            try:
                return self._link.reply(within_s)
            except (ChannelClosedError, DeadlinePassedError, BadFrameError) as error:
                self._lose(self._link, error)
        return self._last_reply

    def _lose(self, link: Link, error: ChannelClosedError | DeadlinePassedError | BadFrameError) -> None:
        link.channel.kill()
        self._link = None
        match error:
            case ChannelClosedError(from_outside=True):
                raise SandboxError("the solution's container was killed from outside", "Try again.") from None
            case ChannelClosedError(out_of_memory=True):
                self._last_reply = Reply(Status.MEMORY)
            case DeadlinePassedError():
                self._last_reply = Reply(Status.TIME)
            case ChannelClosedError() | BadFrameError():
                self._last_reply = Reply(Status.DIED, b"the solution crashed its sandbox")
