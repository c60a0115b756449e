"""A problem's tests, collected once and run many times: the process that holds them, as the grader sees it.

Collecting (writing the files, importing them, rewriting their assertions) costs as much as running the tests, so the
process that has done it waits, and forks for every run.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import shutil
import signal
import socket
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Final, NoReturn

import pytest

from sandbox import processes
from sandbox.frames import Kind
from sandbox.host_channel import HOST_GONE, Host
from sandbox.messages import Broken, Finished, Run, RunExit
from sandbox.reporter import Reporter

_GRACE_S: Final = 1.0
_MEMORY: Final = 1 << 30
_CPU_S: Final = 900
PYTEST_OPTIONS: Final = [
    *("-qq", "-s", "--tb=no", "--no-summary", "-c", "pytest.ini", "-p", "sandbox.plugin", "-p", "no:cacheprovider"),
    # the first two collect garbage at the end, 0.3 s with torch loaded; the output of the others is never read
    *(f"-pno:{name}" for name in ("unraisableexception", "threadexception", "logging", "warnings", "faulthandler")),
    *(f"-pno:{name}" for name in ("doctest", "junitxml", "pastebin", "stepwise", "setuponly", "setupplan")),
]


class Collection:
    """A child process that has collected, or is collecting, the tests of a run.

    Attributes:
        waits: whether it can serve another run.
    """

    def __init__(self, host: Host, run: Run, folder: Path) -> None:
        self.waits = not run.random_inputs
        self._folder = folder
        self._runs, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._pid = os.fork()
        if self._pid == 0:
            self._runs.close()
            _collect(host, run, folder, theirs)
        theirs.close()

    def run(self, host: Host, run: Run) -> int:
        """Run the tests in a fork of the process. Returns the fork's exit code, or that of a failed collection.

        Returns HOST_GONE soon after the host goes away, even if a test is still computing.
        """
        os.kill(self._pid, signal.SIGCONT)
        if not run.random_inputs:
            try:
                socket.send_fds(self._runs, [replace(run, files={}).pack()], list(host.descriptors))
            except OSError:  # it has ended: the tests could not be collected
                return self._exit_code()
        waiting = select.poll()
        waiting.register(self._runs, select.POLLIN)
        waiting.register(host.descriptors[0], 0)
        ends = float("inf")
        while True:
            ready = dict(waiting.poll(None if ends == float("inf") else 1000 * max(0.0, ends - time.monotonic())))
            if self._runs.fileno() in ready:
                return self._run_exit_code()
            if ends == float("inf"):
                ends = time.monotonic() + _GRACE_S  # a run that has said it is finished may be about to exit
                waiting.unregister(host.descriptors[0])
            elif time.monotonic() >= ends:
                return HOST_GONE

    def _run_exit_code(self) -> int:
        try:
            payload = self._runs.recv(2)
        except ConnectionResetError:  # the process has ended with a run unread
            payload = b""
        return RunExit.unpack(payload).code if payload else self._exit_code()

    def lives(self) -> bool:
        """Whether the process is still running."""
        return os.waitpid(self._pid, os.WNOHANG) == (0, 0)

    def rest(self) -> None:
        """Stop the process until its next run, and end whatever the last one has left behind."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGSTOP)  # a thread that a test module has started does not go on meanwhile
        self.waits = self.waits and processes.sweep_below_but(self._pid)

    def _exit_code(self) -> int:
        self.waits = False
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status)

    def end(self) -> None:
        """End the process, with every other one below this one, and remove its files."""
        processes.sweep()
        self._runs.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _collect(host: Host, run: Run, folder: Path, runs: socket.socket) -> NoReturn:
    """In a fork: write the files and run pytest, which waits for runs. It returns in the fork of a run, at its end."""
    code = 1
    processes.die_with_parent()  # it is stopped between runs, and would stay so for ever
    try:
        tests = folder / "tests"
        tests.mkdir(parents=True)
        for name, content in run.files.items():
            (tests / Path(name).name).write_bytes(content)
        (folder / "pytest.ini").write_text("[pytest]\n")
        os.chdir(folder)
        # a hostile answer may decode to something huge: a clean MemoryError, and so a wrong answer
        data = processes.memory_of("self")["VmData"] + _MEMORY
        resource.setrlimit(resource.RLIMIT_DATA, (data, data))
        # the host ends what takes too long; this is for when the host is gone
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(folder / "hypothesis")
        reporter = _reporter(host, run, runs)
        exit_code = pytest.main([*PYTEST_OPTIONS, "tests"], plugins=[reporter])
        if exit_code in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}:
            reporter.host.send(Kind.FINISHED, Finished().pack())
        else:
            reporter.host.send(Kind.BROKEN, Broken(f"pytest exited with {exit_code!r}").pack())
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def _reporter(host: Host, run: Run, runs: socket.socket) -> Reporter:
    if not run.random_inputs:
        return Reporter(host, run, runs)
    from sandbox.random_inputs import RandomInputReporter  # noqa: PLC0415 - only where inputs are drawn

    return RandomInputReporter(host, run)
