"""The trusted side: a fork server that runs a problem's tests under pytest and reports each as it ends.

Foreign code never runs here; what it sent arrives as bytes and becomes plain values (`sandbox.values`). Each run of
tests is a fork, so that nothing of one submission's tests is left for the next.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import resource
import select
import shutil
import signal
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

import msgpack
import pytest

from sandbox import processes
from sandbox.frames import FrameBuffer, Kind, Reply, Status, pack
from sandbox.meeting import meet
from sandbox.plans import Run
from sandbox.plugin import HARNESS, Harness, test_name
from sandbox.proxy import SolutionRaisedError, SolutionStoppedError, WrongAnswerError
from sandbox.runtimes import freeze, preload

MAX_TEXT: Final = 2_000
"""Characters of a test's message, and of its detail."""
_WATCH_MS: Final = 20
_GRACE_S: Final = 1.0
_HOST_GONE: Final = 3
"""Exit status of a fork whose host is gone."""
_MEMORY: Final = 1 << 30
_CPU_S: Final = 900
_PATIENCE_FACTOR: Final = 12
"""What a test's own time limit may grow by: wall time on a busy machine, with twice the limit."""
_PYTEST_OPTIONS: Final = [
    *("-qq", "-s", "--tb=no", "--no-summary", "-c", "pytest.ini", "-p", "sandbox.plugin", "-p", "no:cacheprovider"),
    # the first two collect garbage at the end, 0.3 s with torch loaded; the others do what nobody reads, at every test
    *(f"-pno:{name}" for name in ("unraisableexception", "threadexception", "logging", "warnings", "faulthandler")),
    *(f"-pno:{name}" for name in ("doctest", "junitxml", "pastebin", "stepwise", "setuponly", "setupplan")),
]


class HostGoneError(Exception):
    """The host has closed its end, or has said nothing for too long."""


class HostSilentError(HostGoneError):
    """It has said nothing for too long."""


class Host:
    """Frames to and from the host. Nothing is read ahead: the input is shared with every fork."""

    def __init__(self, host_in: int, host_out: int) -> None:
        self._streams = host_in, host_out
        self._in, self._out = self._streams
        self._frames = FrameBuffer()
        self._held = b""

    def send(self, kind: Kind, *fields: Any, at_once: bool = True) -> None:
        """Send a frame whose payload is a list of fields; if not at once, then together with the next one."""
        self.send_raw(kind, msgpack.packb(list(fields), unicode_errors="replace"), at_once=at_once)

    def send_raw(self, kind: Kind, payload: bytes, *, at_once: bool = True) -> None:
        """Send a frame."""
        self._held += pack(kind, payload)
        if not at_once:
            return
        view, self._held = memoryview(self._held), b""
        while view:
            view = view[os.write(self._out, view) :]

    def receive(self, within_s: float = 0) -> tuple[Kind, bytes]:
        """The next frame; it is waited for so many seconds, 0 for ever. Raises HostGoneError."""
        waiting = select.poll()
        waiting.register(self._in, select.POLLIN)
        while (frame := self._frames.next()) is None:
            if not waiting.poll(within_s * 1000 or None):
                raise HostSilentError
            data = os.read(self._in, self._frames.missing)
            if not data:
                raise HostGoneError
            self._frames.feed(data)
        return frame

    def meet(self, name: bytes) -> None:
        """Speak over the host's socket from now on, if it can be reached."""
        met = meet(name)
        self.send_raw(Kind.REPLY, Reply(Status.DIED if met is None else Status.VALUE).pack())
        if met is not None:
            self._in = self._out = met

    def part(self) -> None:
        """Go back to the streams when the socket has ended. Raises HostGoneError where it was they that ended."""
        if self._in == self._streams[0]:
            raise HostGoneError
        os.close(self._in)
        self._in, self._out = self._streams
        self._frames = FrameBuffer()

    def wait_for(self, pid: int) -> int:
        """The exit code of a fork, which is killed soon after the host goes away: a test may compute for long."""
        hangup = select.poll()
        hangup.register(self._in, 0)
        ends = float("inf")
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                code = os.waitstatus_to_exitcode(status)
                return _HOST_GONE if time.monotonic() > ends else code
            if ends == float("inf"):
                if hangup.poll(_WATCH_MS):
                    ends = time.monotonic() + _GRACE_S  # one that has said it is finished may be about to end
            elif time.monotonic() > ends:
                os.kill(pid, signal.SIGKILL)
            else:
                time.sleep(_WATCH_MS / 1000)

    def call(self, request: bytes, within_s: float) -> tuple[Status, bytes]:
        """The transport of `sandbox.proxy`, in a fork: a request to the solution, and its answer."""
        self.send_raw(Kind.CALL, request)
        reply = Reply.unpack(self.answer(within_s))
        return reply.status, reply.payload

    def answer(self, within_s: float) -> bytes:
        """What the host answers to a fork, which ends here where no more of it is wanted, or nobody is there."""
        try:
            kind, payload = self.receive(within_s)
        except HostGoneError:
            os._exit(_HOST_GONE)
        if kind is Kind.END and not payload:
            os._exit(0)
        return payload


@dataclass
class Reporter:
    """The pytest plugin that tells the host what happens."""

    host: Host
    run: Run
    index: int = -1
    ending: tuple[str, str, str] = ("passed", "", "")
    patience_s: float = field(init=False)

    def __post_init__(self) -> None:
        self.patience_s = self.run.patience_s

    def pytest_configure(self, config: pytest.Config) -> None:
        """Give the tests their solution."""
        run = self.run

        def transport(request: bytes) -> tuple[Status, bytes]:
            return self.host.call(request, self.patience_s)

        config.stash[HARNESS] = Harness(run.runtime, run.entry, transport, run.seed)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests that were asked for, samples first."""
        run = self.run
        items[:] = [
            item for item in items if (not run.groups or group_of(item) in run.groups) and run.case in test_name(item)
        ]
        items.sort(key=lambda item: group_of(item) != "sample")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be collected is the problem's fault."""
        if report.failed:
            self.host.send(Kind.BROKEN, f"{report.nodeid} cannot be collected:\n{report.longreprtext}"[-MAX_TEXT:])
            os._exit(0)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell which tests there are, and their own limits."""
        self.host.send(Kind.COLLECTED, *([test_name(item), group_of(item), *limits_of(item)] for item in session.items))

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


def _reporter(host: Host, run: Run) -> Reporter:
    if not run.stress:
        return Reporter(host, run)
    from sandbox.stressing import Stresser  # noqa: PLC0415 - it builds on this module

    return Stresser(host, run)


def run_tests(host: Host, run: Run, folder: Path) -> NoReturn:
    """In a fork: write the tests down, run pytest, say that it is finished. Never returns."""
    code = 1
    try:
        tests = folder / "tests"
        tests.mkdir(parents=True)
        for name, content in run.files.items():
            (tests / Path(name).name).write_bytes(content)
        (folder / "pytest.ini").write_text("[pytest]\n")
        os.chdir(folder)
        # what a hostile answer decodes to may be large: a clean MemoryError then, which is a wrong answer
        data = processes.memory_of("self")["VmData"] + _MEMORY
        resource.setrlimit(resource.RLIMIT_DATA, (data, data))
        # the host ends what takes too long; this is for when it is gone
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(folder / "hypothesis")
        exit_code = pytest.main([*_PYTEST_OPTIONS, "tests"], plugins=[_reporter(host, run)])
        if exit_code in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}:
            host.send(Kind.FINISHED)
        else:
            host.send(Kind.BROKEN, f"pytest ended with {exit_code!r}")
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def main(runtime: str, idle_s: float, folder: Path) -> None:
    """Serve the host on descriptors 0 and 1 until it is gone or, unless `idle_s` is 0, has been silent for so long.

    `folder` is where tests may be written down.
    """
    host = Host(os.dup(0), os.dup(1))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    sys.dont_write_bytecode = True
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    missing = _preload(runtime) or _rehearse(folder / "rehearsal")
    freeze()
    processes.seal()
    with contextlib.suppress(HostGoneError, BrokenPipeError):
        for count in itertools.count():
            try:
                frame = host.receive(idle_s)
            except HostSilentError:
                raise
            except HostGoneError:
                host.part()
                continue
            _serve(host, frame, missing, folder / str(count))
    os._exit(0)  # nothing to finalise, and torch takes its time over it


def _serve(host: Host, frame: tuple[Kind, bytes], missing: str, place: Path) -> None:
    kind, payload = frame
    if kind is Kind.MEET:
        host.meet(payload)
    elif kind is Kind.HELLO:
        reply = Reply(Status.NO_RUNTIME, missing.encode()) if missing else Reply(Status.VALUE, payload)
        host.send_raw(Kind.REPLY, reply.pack())
    elif kind is Kind.START:
        pid = os.fork()
        if pid == 0:
            run_tests(host, Run.unpack(payload), place)
        exit_code = host.wait_for(pid)
        processes.sweep()
        shutil.rmtree(place, ignore_errors=True)
        if exit_code == _HOST_GONE:
            raise HostGoneError
        if exit_code != 0:
            host.send(Kind.BROKEN, f"the grader's process ended with {exit_code}")
    # an END that comes when the last test has ended is late, and changes nothing


_REHEARSAL: Final = '''
import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from sandbox.checks import close, equal

@pytest.mark.parametrize("x", [1])
def test_example(x):
    """An example."""
    with pytest.raises(AssertionError):
        equal(x, [2])
    close(1.0, 1.0)

@settings(
    max_examples=5, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.data(), st.lists(st.integers(0, 9) | st.floats(-1, 1) | st.sampled_from("ab"), max_size=3).flatmap(st.just))
def test_examples(data, values):
    data.draw(st.tuples(st.booleans(), st.builds(int)))
'''


def _rehearse(folder: Path) -> str:
    """Run pytest once here: what it and hypothesis import and build at their first use, every fork would pay for."""
    path = list(sys.path)
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "test_rehearsal.py").write_text(_REHEARSAL)
    (folder / "pytest.ini").write_text("[pytest]\n")
    home = Path.cwd()
    os.chdir(folder)
    exit_code = pytest.main([*_PYTEST_OPTIONS, "tests"])
    os.chdir(home)
    sys.path[:] = path
    shutil.rmtree(folder, ignore_errors=True)
    return "" if exit_code == pytest.ExitCode.OK else f"pytest does not work: {exit_code!r}"


def _preload(runtime: str) -> str:
    """Import what tests use, and use once what is slow the first time: every fork would pay for it again."""
    try:
        libraries: dict[str, Any] = preload(runtime)
    except ImportError as error:
        return f"the runtime {runtime!r} is not installed: {error}"
    import_module("hypothesis")
    if "torch" in libraries:
        torch = libraries["torch"]
        torch.testing.assert_close(torch.ones(1), torch.ones(1))
    return ""
