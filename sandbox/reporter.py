"""The pytest plugin that runs a problem's tests and reports to the host how each one ended, and who is to blame.

The tests are collected once. Each run that the host asks for happens in a fork of the process that collected them.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import pytest

from sandbox.frames import Kind, Outcome, Status
from sandbox.host_channel import Host
from sandbox.messages import Broken, Collected, CollectedTest, Run, RunExit, TestBegun, TestOutcome
from sandbox.plugin import HARNESS, Harness, test_name
from sandbox.proxy import SolutionRaisedError, SolutionStoppedError, WrongAnswerError
from sandbox.runtimes import freeze

MAX_TEXT: Final = 2_000
"""Characters of a test's message, and of its detail."""
_MAX_REQUEST: Final = 1 << 16
_PATIENCE_FACTOR: Final = 12
"""How far the host's time for a test may exceed its CPU limit: wall time, twice the limit, on a busy machine."""

_PASSED: Final = TestOutcome(Outcome.PASSED)


@dataclass
class Reporter:
    """The pytest plugin that reports to the host.

    Attributes:
        runs: a socket that brings the runs, one message each, with the host's descriptors; it takes back their exits.
        outcome: of the current test.
        patience_s: how long the host may take to answer a call of the current test.
    """

    host: Host
    run: Run
    runs: socket.socket | None = None
    index: int = -1
    outcome: TestOutcome = _PASSED
    patience_s: float = field(init=False, default=0.0)

    def pytest_configure(self, config: pytest.Config) -> None:
        """Give the tests their solution."""
        run = self.run

        def transport(request: bytes) -> tuple[Status, bytes]:
            return self.host.call(request, self.patience_s)

        config.stash[HARNESS] = Harness(run.runtime, run.entry, transport, run.seed)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Samples first."""
        items.sort(key=lambda item: group_of(item) != "sample")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be collected is the problem's fault."""
        if report.failed:
            self.break_off(f"{report.nodeid} cannot be collected:\n{report.longreprtext}"[-MAX_TEXT:])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Wait for runs. Everything after this hook happens in a fork, one for each run."""
        assert self.runs is not None  # noqa: S101 - only its subclass has none, and does not call this
        self.host.close()
        freeze()
        while True:
            request, descriptors, _, _ = socket.recv_fds(self.runs, _MAX_REQUEST, 2)
            if not request:
                os._exit(0)
            pid = os.fork()
            if pid == 0:
                self.runs.close()
                self.begin(Host(*descriptors), Run.unpack(request), session)
                return None
            for descriptor in descriptors:
                os.close(descriptor)
            _, status = os.waitpid(pid, 0)
            self.runs.send(RunExit(os.waitstatus_to_exitcode(status)).pack())

    def begin(self, host: Host, run: Run, session: pytest.Session) -> None:
        """Keep the tests that the run asks for, and tell the host which they are. In the fork that runs them."""
        self.host, self.run = host, run
        session.config.stash[HARNESS].base_seed = run.seed
        session.items[:] = [
            item
            for item in session.items
            if (not run.groups or group_of(item) in run.groups) and run.case in test_name(item)
        ]
        tests = (CollectedTest(test_name(item), group_of(item), *limits_of(item)) for item in session.items)
        self.host.send(Kind.COLLECTED, Collected(tuple(tests)).pack())

    def break_off(self, reason: str) -> NoReturn:
        """End this process: the problem's tests cannot be run."""
        self.host.send(Kind.BROKEN, Broken(reason).pack())
        os._exit(0)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Run one test, from its BEGIN to its END."""
        self.index += 1
        self.patience_s = self.run.patience_s + _PATIENCE_FACTOR * (limits_of(item)[0] or 0)
        self.outcome = _PASSED
        self.host.send_with_next(Kind.BEGIN, TestBegun(self.index).pack())
        result = yield
        self.host.send_with_next(Kind.END, self.outcome.pack())
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note the outcome of the first phase that failed."""
        if call.excinfo is not None and self.outcome.outcome is Outcome.PASSED:
            session = item.config.stash[HARNESS].session
            self.outcome = outcome_of(call.excinfo.value, item, answered=session.answered)
        return (yield)


def group_of(item: pytest.Item) -> str:
    """`sample` for a test in test_sample.py."""
    return item.path.stem.removeprefix("test_")


def limits_of(item: pytest.Item) -> tuple[float | None, float | None]:
    """The limits that a test's marker sets: seconds and megabytes."""
    marker = item.get_closest_marker("limits")
    limits = marker.kwargs if marker else {}
    return limits.get("time_s"), limits.get("memory_mb")


def outcome_of(error: BaseException, item: pytest.Item, *, answered: bool) -> TestOutcome:
    """The outcome of a test that ended with an exception.

    Once the solution has answered anything in this test, it is to blame; before that, the test is. The message holds
    neither inputs nor expected values, unless the test's author put them there.
    """
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    text = str(error)[:MAX_TEXT]
    match error:
        case SolutionStoppedError():
            return TestOutcome(Outcome.STOPPED)
        case pytest.skip.Exception():
            return TestOutcome(Outcome.SKIPPED, text)
        case SolutionRaisedError():
            return TestOutcome(Outcome.RAISED, f"{text}{error.trail}"[: 2 * MAX_TEXT])
        case _ if not answered:
            return TestOutcome(Outcome.BROKEN, f"{type(error).__name__}: {text}")
        case WrongAnswerError():
            return TestOutcome(Outcome.WRONG, error.summary[:MAX_TEXT], error.detail[:MAX_TEXT])
        case AssertionError() if text and not text.startswith("assert "):
            summary, _, detail = text.partition("\n")
            return TestOutcome(Outcome.WRONG, summary, detail)
        case AssertionError():
            return TestOutcome(Outcome.WRONG, _purpose(item), text)
        case pytest.fail.Exception():
            summary = re.sub(r"^DID NOT RAISE (?:<class ')?([\w.]+).*", r"it did not raise \1", text)
            return TestOutcome(Outcome.WRONG, summary)
        case _:
            detail = f"{type(error).__name__}: {text}"
            return TestOutcome(Outcome.WRONG, "what it returned cannot be used", detail)


def _purpose(item: pytest.Item) -> str:
    doc = getattr(getattr(item, "obj", None), "__doc__", None) or ""
    return doc.strip().partition("\n")[0] or "a check of this test failed"
