"""The pytest plugin that runs a problem's tests and tells the host how each has ended, and who is to blame.

Tests are collected once. Each run of them, which the host asks for, happens in a fork of the process that has done so.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from sandbox.frames import Kind, Status
from sandbox.host import Host
from sandbox.plans import Run
from sandbox.plugin import HARNESS, Harness, test_name
from sandbox.proxy import SolutionRaisedError, SolutionStoppedError, WrongAnswerError
from sandbox.runtimes import freeze

MAX_TEXT: Final = 2_000
"""Characters of a test's message, and of its detail."""
_MAX_REQUEST: Final = 1 << 16
_PATIENCE_FACTOR: Final = 12
"""What a test's own time limit may grow by: wall time on a busy machine, with twice the limit."""


@dataclass
class Reporter:
    """The pytest plugin that tells the host what happens.

    Attributes:
        runs: where the runs to do come from, one message each with the host's descriptors; the exit code of each goes
            back there.
    """

    host: Host
    run: Run
    runs: socket.socket | None = None
    index: int = -1
    ending: tuple[str, str, str] = ("passed", "", "")
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
            self.host.send(Kind.BROKEN, f"{report.nodeid} cannot be collected:\n{report.longreprtext}"[-MAX_TEXT:])
            os._exit(0)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Wait for runs to do; what follows this hook happens in a fork for each."""
        assert self.runs is not None  # noqa: S101 - only one that draws inputs has none, and does this otherwise
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
            self.runs.send(os.waitstatus_to_exitcode(status).to_bytes(2, signed=True))

    def begin(self, host: Host, run: Run, session: pytest.Session) -> None:
        """In the process that runs them: keep the tests that are asked for, and tell the host which they are."""
        self.host, self.run = host, run
        session.config.stash[HARNESS].base_seed = run.seed
        session.items[:] = [
            item
            for item in session.items
            if (not run.groups or group_of(item) in run.groups) and run.case in test_name(item)
        ]
        tell = ([test_name(item), group_of(item), *limits_of(item)] for item in session.items)
        self.host.send(Kind.COLLECTED, *tell)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """One test, from its begin to its end."""
        self.index += 1
        self.patience_s = self.run.patience_s + _PATIENCE_FACTOR * (limits_of(item)[0] or 0)
        self.ending = ("passed", "", "")
        # every message costs a way through the engine: these two go with the call, or the end, that follows
        self.host.send(Kind.BEGIN, self.index, at_once=False)
        result = yield
        self.host.send(Kind.END, *self.ending, at_once=False)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note how the first phase that failed did so."""
        if call.excinfo is not None and self.ending[0] == "passed":
            touched = item.config.stash[HARNESS].session.touched
            self.ending = blame(call.excinfo.value, item, touched=touched)
        return (yield)


def group_of(item: pytest.Item) -> str:
    """`sample` for a test in test_sample.py."""
    return item.path.stem.removeprefix("test_")


def limits_of(item: pytest.Item) -> tuple[float | None, float | None]:
    """The limits that a test's marker sets: seconds and megabytes."""
    marker = item.get_closest_marker("limits")
    limits = marker.kwargs if marker else {}
    return limits.get("time_s"), limits.get("memory_mb")


def blame(error: BaseException, item: pytest.Item, *, touched: bool) -> tuple[str, str, str]:
    """(outcome, message, detail) of a test that ended with an exception; see `judge.verdict.Outcome`.

    Whoever spoke last is to blame: the solution, once it has answered anything; before that, the test. The message
    holds neither inputs nor expected values, unless the test's author put them there.
    """
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    text = str(error)[:MAX_TEXT]
    match error:
        case SolutionStoppedError():
            return "stopped", "", ""
        case pytest.skip.Exception():
            return "skipped", text, ""
        case SolutionRaisedError():
            return "raised", f"{text}{error.trail}"[: 2 * MAX_TEXT], ""
        case _ if not touched:
            return "broken", f"{type(error).__name__}: {text}", ""
        case WrongAnswerError():
            return "wrong", error.summary[:MAX_TEXT], error.detail[:MAX_TEXT]
        case AssertionError() if text and not text.startswith("assert "):
            return "wrong", text.partition("\n")[0], text.partition("\n")[2]
        case AssertionError():
            return "wrong", _purpose(item), text
        case pytest.fail.Exception():
            return "wrong", re.sub(r"^DID NOT RAISE (?:<class ')?([\w.]+).*", r"it did not raise \1", text), ""
        case _:
            return "wrong", "what it returned cannot be used", f"{type(error).__name__}: {text}"


def _purpose(item: pytest.Item) -> str:
    doc = getattr(getattr(item, "obj", None), "__doc__", None) or ""
    return doc.strip().partition("\n")[0] or "a check of this test failed"
