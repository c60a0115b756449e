"""The same worker and grader as plain processes on this machine: rlimits, a session of their own, no isolation."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import sandbox
from judge.errors import SandboxError
from judge.problem import Runtime
from judge.sandbox_kind import SandboxKind
from judge.sandboxes import Channel, ChannelClosedError, DeadlinePassedError
from judge.verdict import SandboxInfo

_MAIN: Final = Path(sandbox.__file__).parent / "__main__.py"
_END_S: Final = 3.0
_ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class ProcessChannel:
    """The pipes of one worker or grader, and the empty folder that it lives in."""

    warm = False

    def __init__(self, role: str, runtime: Runtime) -> None:
        self._folder = tempfile.mkdtemp(prefix="judge-")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the channel
        arguments = [str(Path(self._folder) / "tests")] if role == "grader" else []
        never = "0"
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(_MAIN), role, runtime, never, *arguments],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                cwd=self._folder,
                env=_ENVIRONMENT,
                start_new_session=True,
            )
        except OSError as error:
            raise SandboxError(f"cannot start a process: {error}", "Run: judge doctor") from None
        assert self._process.stdin is not None  # noqa: S101 - both are pipes
        assert self._process.stdout is not None  # noqa: S101
        self._in = self._process.stdin.fileno()
        self._out = self._process.stdout.fileno()
        os.set_blocking(self._in, False)

    def write(self, data: bytes, deadline: float) -> None:
        """See `Channel`."""
        view = memoryview(data)
        while view:
            self._wait(self._in, select.POLLOUT, deadline)
            try:
                view = view[os.write(self._in, view) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._closed() from None

    def read(self, deadline: float) -> bytes:
        """See `Channel`."""
        self._wait(self._out, select.POLLIN, deadline)
        data = os.read(self._out, 1 << 20)
        if not data:
            raise self._closed()
        return data

    def _wait(self, fd: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(fd, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise DeadlinePassedError

    def _closed(self) -> ChannelClosedError:
        self._errors.seek(0)
        return ChannelClosedError(last_words=self._errors.read().decode(errors="replace")[-2000:])

    def abort(self) -> None:
        """See `Channel`."""
        self._process.kill()

    def kill(self) -> None:
        """See `Channel`. A worker whose input is closed sweeps away all its descendants."""
        process = self._process
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END_S)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._errors.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class ProcessSandbox:
    """Workers and graders as children of this process."""

    info = SandboxInfo(SandboxKind.PROCESS)

    def __init__(self) -> None:
        if not sys.platform.startswith("linux"):
            raise SandboxError(
                "the plain process sandbox works on Linux only", "Install Docker, then run: judge doctor"
            )

    def open_worker(self, runtime: Runtime, memory_mb: int) -> ProcessChannel:  # noqa: ARG002 - an rlimit, set inside
        """See `Sandbox`."""
        return ProcessChannel("worker", runtime)

    def open_grader(self, runtime: Runtime, tests: str) -> ProcessChannel:  # noqa: ARG002 - it ends with its channel
        """See `Sandbox`."""
        return ProcessChannel("grader", runtime)

    def give_back(self, channel: Channel) -> None:
        """See `Sandbox`."""
        channel.kill()
