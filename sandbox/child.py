"""The forked process that holds foreign code: fences it in, loads it, and answers requests until it is ended.

It speaks to its supervisor over one socket: frames BEGIN and CALL come in, REPLY frames whose payload is one byte of
claimed status and the rest go out. Its limits are set here and measured there.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import random
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NoReturn

import msgpack
from timeout_decorator import timeout

from sandbox import forbidden as fence
from sandbox import processes, seccomp
from sandbox.executor import Executor, LoadError, OutOfTimeError, where
from sandbox.frames import FrameBuffer, Kind, Status, pack
from sandbox.plans import MAX_STARVED, Plan

_SOCKET_FD: Final = 3
_OPEN_FILES: Final = 64
_SLACK: Final = 1 + MAX_STARVED
_PIECE: Final = 1 << 16
"""Bytes of a request that are read at a time: they count as the solution's memory while they are."""
_RESERVE: Final = 4 << 20
"""Bytes that are given back when the solution has used up all others: to tell where, Python needs some. CPython 3.11
may even spin for ever in a `finally` if it has none."""


def run(socket_fd: int, output_fd: int, plan: Plan, memory_bytes: int, libraries: dict[str, ModuleType]) -> NoReturn:
    """Be the child. Never returns, whatever foreign code does to the interpreter."""
    try:
        reserve = mmap.mmap(-1, _RESERVE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)  # counted, and never touched
        _fence(socket_fd, output_fd, plan.runtime, memory_bytes)
        _serve(plan, libraries, reserve.close)
    finally:
        os._exit(1)


def _fence(socket_fd: int, output_fd: int, runtime: str, memory_bytes: int) -> None:
    os.setsid()
    processes.unseal()
    with contextlib.suppress(OSError):  # the first to go when memory runs out, before the supervisor
        Path("/proc/self/oom_score_adj").write_text("1000")
    # both ends move out of the way first: one may stand where another is to go
    null, socket_fd, output_fd = os.open(os.devnull, os.O_RDONLY), os.dup(socket_fd), os.dup(output_fd)
    for source, target in ((null, 0), (output_fd, 1), (output_fd, 2), (socket_fd, _SOCKET_FD)):
        os.dup2(source, target, inheritable=False) if target == _SOCKET_FD else os.dup2(source, target)
    os.closerange(_SOCKET_FD + 1, 1 << 16)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - lives as long as the process
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # type: ignore[misc] # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # type: ignore[misc] # noqa: SIM115
    sys.argv = ["solution.py"]
    hidden = {str(Path(__file__).parent.parent)}
    if runtime == "python":  # the standard library and nothing else
        hidden |= {path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}}
    sys.path[:] = [path for path in sys.path if path not in hidden]
    for signum in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    # the supervisor's nudge between two requests must not end the process before its answer is out
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    data = processes.memory_of("self")["VmData"] + memory_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    seccomp.install()


def _serve(plan: Plan, libraries: dict[str, ModuleType], relieve: Callable[[], None]) -> None:
    # what the loop needs is held in locals: foreign code may patch every module that it can reach
    write, exit_now, now, wait = os.write, os._exit, time.monotonic_ns, select.select

    def answer(status: Status, payload: bytes) -> None:
        view = memoryview(pack(Kind.REPLY, bytes([status]) + payload))
        while view:
            view = view[write(_SOCKET_FD, view) :]

    def forbidden(name: str) -> NoReturn:
        answer(Status.FORBIDDEN, name.encode())
        exit_now(1)

    fence.install(plan.forbidden, forbidden)
    executor = Executor(relieve, **libraries)
    limited = _limited(executor, relieve)
    answer(*limited("load", plan.source, plan.entry, timeout=_SLACK * plan.wall_ns / 1e9))
    frames = FrameBuffer()
    receive = _receiver(frames)
    ends = now() + _SLACK * plan.wall_ns
    while True:
        try:
            kind, payload = receive()
        except MemoryError:  # the solution has kept nearly all, or the request is larger than what it may hold
            relieve()
            if frames.empty:
                wait([_SOCKET_FD], [], [])  # an answer before the request would be taken for a forgery
            answer(Status.MEMORY, b"")
            exit_now(0)
        if kind is Kind.BEGIN:
            executor.forget()
            _seed(libraries)
            wall_ns: int = msgpack.unpackb(payload)
            ends = now() + _SLACK * wall_ns
            continue
        answer(*limited("handle", payload, timeout=max((ends - now()) / 1e9, 0.001)))


def _receiver(frames: FrameBuffer) -> Callable[[], tuple[Kind, bytes]]:
    """Reads frames from the supervisor; ends the process when it is gone."""
    read, exit_now = os.read, os._exit

    def receive() -> tuple[Kind, bytes]:
        while (frame := frames.next()) is None:
            data = read(_SOCKET_FD, _PIECE)
            if not data:
                exit_now(0)
            frames.feed(data)
        return frame

    return receive


def _limited(executor: Executor, relieve: Callable[[], None]) -> Callable[..., tuple[Status, bytes]]:
    """The executor under the soft limit: when it runs out, whoever is running hears of it and can say where.

    timeout-decorator sets SIGALRM's handler and a timer. The supervisor, which alone knows how much time is left, sends
    SIGALRM before that. Either way it is a courtesy, which foreign code may swallow; the law is SIGKILL from outside.
    """

    def load(source: bytes, entry: list[str]) -> tuple[Status, bytes]:
        try:
            executor.load(source, entry)
        except LoadError as error:
            return Status.LOAD_ERROR, str(error).encode(errors="replace")
        except OutOfTimeError as error:
            return Status.TIME, where(error)
        except MemoryError as error:
            relieve()
            return Status.MEMORY, where(error)
        return Status.VALUE, b""

    operations: dict[str, Callable[..., tuple[Status, bytes]]] = {"load": load, "handle": executor.handle}

    @timeout(1, timeout_exception=OutOfTimeError)  # type: ignore[untyped-decorator]
    def act(operation: str, *arguments: Any) -> tuple[Status, bytes]:
        try:
            return operations[operation](*arguments)
        finally:
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(Exception):
                    stream.flush()

    def limited(operation: str, *arguments: Any, timeout: float) -> tuple[Status, bytes]:
        try:
            result: tuple[Status, bytes] = act(operation, *arguments, timeout=timeout)
        except OutOfTimeError:
            return Status.TIME, b""
        except MemoryError:
            relieve()
            return Status.MEMORY, b""
        return result

    return limited


def _seed(libraries: dict[str, ModuleType]) -> None:
    """The same random numbers in every run, so that a verdict can be had again."""
    with contextlib.suppress(Exception):
        random.seed(0)
        if "numpy" in libraries:
            libraries["numpy"].random.seed(0)
        if "torch" in libraries:
            libraries["torch"].default_generator.manual_seed(0)  # torch.manual_seed takes 3 ms
