"""The trusted side of a trial as the host sees it. What goes wrong there is an exception, never a verdict."""

from __future__ import annotations

import contextlib
from typing import Final

from judge.errors import JudgeError, ProblemError, SandboxError
from judge.link import START_S, TRY_AGAIN, Link, Links, text_of
from judge.problem import Problem
from judge.sandboxes import ChannelClosedError, DeadlinePassedError
from sandbox.frames import BadFrameError, Kind
from sandbox.messages import Broken, Collected, Run

GRADER_S: Final = 60.0
"""How long the grader may compute before a test's first call."""
STOP_S: Final = 1.0
"""How long it may take to stop when the rest of the tests is not needed."""


class GraderLink:
    """A grader that runs a problem's tests.

    Attributes:
        lost: whether it is gone, or no longer to be relied on.

    Raises of every method that speaks with it:
        SandboxError: the grader has ended or sent something unexpected.
        ProblemError: the tests cannot be run.
    """

    def __init__(self, links: Links, problem: Problem) -> None:
        self._links = links
        self._problem = problem
        self._link: Link | None = None
        self._running = False
        self.lost = False

    def start(self, run: Run) -> None:
        """Open a grader and hand it the tests to run."""
        self._link = self._links.open_grader(run.digest)
        self._running = True
        self.send(Kind.START, run.pack())

    def collected(self) -> Collected:
        """Wait until the tests are collected."""
        return Collected.unpack(self.expect(Kind.COLLECTED, START_S))

    def expect(self, wanted: Kind, within_s: float = GRADER_S) -> bytes:
        """The payload of the next frame, which must be of this kind."""
        kind, payload = self.receive(within_s)
        if kind is not wanted:
            raise self.unexpected(kind, wanted.name)
        return payload

    def send(self, kind: Kind, payload: bytes) -> None:
        """Send a frame."""
        try:
            self._opened.send(kind, payload)
        except ChannelClosedError as closed:
            raise self._ended(closed) from None
        except DeadlinePassedError:
            raise SandboxError("the grader has stopped reading", TRY_AGAIN) from None

    def receive(self, within_s: float = GRADER_S) -> tuple[Kind, bytes]:
        """The next frame. After FINISHED nothing more comes."""
        try:
            kind, payload = self._opened.receive(within_s)
        except ChannelClosedError as closed:
            raise self._ended(closed) from None
        except DeadlinePassedError:
            raise self.problem_error(
                f"its tests ran for more than {within_s:.0f} s without calling the solution"
            ) from None
        except BadFrameError as error:
            raise SandboxError(f"the grader sent a malformed frame: {error}", TRY_AGAIN) from None
        if kind is Kind.BROKEN:
            raise self.problem_error(Broken.unpack(payload).reason)
        if kind is Kind.FINISHED:
            self._running = False
        return kind, payload

    def release(self) -> None:
        """Stop the tests that are left, and let the grader wait for other work."""
        if self.lost:
            return
        # a grader that is gone, or too busy to answer soon, is not kept
        with contextlib.suppress(ChannelClosedError, DeadlinePassedError, BadFrameError):
            if self._running:
                self._opened.send(Kind.END)
                self._opened.greet(STOP_S)
            self._links.release(self._opened)

    def problem_error(self, reason: str) -> ProblemError:
        """The tests are at fault."""
        return ProblemError(f"problem {self._problem.id}: {reason}", f"Fix {self._problem.folder / 'tests'}.")

    def unexpected(self, kind: Kind, wanted: str) -> SandboxError:
        """The grader sent another frame than the one that is due."""
        return SandboxError(f"expected {wanted} from the grader, got {kind.name}", TRY_AGAIN)

    @property
    def _opened(self) -> Link:
        assert self._link is not None  # noqa: S101 - it is started first
        return self._link

    def _ended(self, closed: ChannelClosedError) -> JudgeError:
        if closed.out_of_memory:
            return self.problem_error("its tests used up the grader's memory")
        return SandboxError(f"the grader ended unexpectedly. {text_of(closed.last_words.encode())}".strip(), TRY_AGAIN)
