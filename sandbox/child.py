"""The forked process that holds foreign code: fences it in, loads it, and answers requests until it is ended.

It speaks to its supervisor over one socket: BEGIN and CALL frames come in, REPLY frames with a `Claim` go out. Its
limits are set here and measured there.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NoReturn

from timeout_decorator import timeout

from sandbox import forbidden, processes, seccomp
from sandbox.error_text import where
from sandbox.executor import Executor, LoadError, OutOfTimeError, out_of_memory
from sandbox.frames import FrameBuffer, Kind, Status, pack
from sandbox.memory_limit import MemoryLimit
from sandbox.messages import MAX_STARVED, CallLimit, Claim, Plan
from sandbox.out_of_memory import Memory

_SOCKET_FD: Final = 3
_OPEN_FILES: Final = 64
_SLACK: Final = 1 + MAX_STARVED
_PIECE: Final = 1 << 16
"""Bytes of a request that are read at a time: until they are decoded, they count as the solution's memory."""


def run(socket_fd: int, output_fd: int, plan: Plan, memory_bytes: int, libraries: dict[str, ModuleType]) -> NoReturn:
    """Be the child. Never returns, whatever foreign code does to the interpreter."""
    try:
        memory = MemoryLimit(memory_bytes)
        _fence(socket_fd, output_fd, plan.runtime)
        memory.impose()
        _serve(plan, libraries, memory)
    finally:
        os._exit(1)


def _fence(socket_fd: int, output_fd: int, runtime: str) -> None:
    os.setsid()
    processes.unseal()
    with contextlib.suppress(
        OSError
    ):  # so that the kernel kills this process, not the supervisor, when memory runs out
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
    # a SIGALRM of the supervisor's between two requests must not end the process before its answer is out
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    seccomp.install()


def _serve(plan: Plan, libraries: dict[str, ModuleType], memory: Memory) -> None:
    # what the loop needs is held in locals: foreign code may patch every module that it can reach
    write, exit_now, now, wait = os.write, os._exit, time.monotonic_ns, select.select

    def answer(claim: Claim) -> None:
        view = memoryview(pack(Kind.REPLY, claim.pack()))
        while view:
            view = view[write(_SOCKET_FD, view) :]

    def refuse(name: str) -> NoReturn:
        answer(Claim(Status.FORBIDDEN, name.encode()))
        exit_now(1)

    executor = Executor(
        memory,
        may_change_arguments=plan.may_change_arguments,
        objects_keep_state=plan.objects_keep_state,
        **libraries,
    )
    forbidden.install(plan.forbidden, refuse)
    limited = _limited(executor, memory)
    answer(limited("load", plan.source, plan.entry, timeout=_SLACK * plan.wall_ns / 1e9))
    frames = FrameBuffer()
    receive = _receiver(frames)
    ends = now() + _SLACK * plan.wall_ns
    while True:
        try:
            kind, payload = receive()
        except MemoryError:  # the solution has kept nearly all, or the request is larger than what is left
            memory.relieve()
            if frames.empty:
                wait([_SOCKET_FD], [], [])  # an answer before the request would look like a forgery
            answer(Claim(Status.MEMORY))
            exit_now(0)
        if kind is Kind.BEGIN:
            executor.forget()
            _seed(libraries)
            ends = now() + _SLACK * CallLimit.unpack(payload).wall_ns
            continue
        answer(limited("handle", payload, timeout=max((ends - now()) / 1e9, 0.001)))


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


def _limited(executor: Executor, memory: Memory) -> Callable[..., Claim]:
    """The executor under a soft limit: when time runs out, an exception in the running code says where.

    timeout-decorator sets SIGALRM's handler and a timer. The supervisor, which alone knows how much time is left, sends
    SIGALRM earlier. Either way this is a courtesy that foreign code may swallow; what counts is SIGKILL from outside.
    """

    def load(source: bytes, entry: Sequence[str]) -> Claim:
        try:
            executor.load(source, entry)
        except LoadError as error:
            return Claim(Status.LOAD_ERROR, str(error).encode(errors="replace"))
        except OutOfTimeError as error:
            return Claim(Status.TIME, where(error))
        except MemoryError as error:
            memory.relieve()
            return out_of_memory(error)
        return Claim(Status.VALUE)

    operations: dict[str, Callable[..., Claim]] = {"load": load, "handle": executor.handle}

    @timeout(1, timeout_exception=OutOfTimeError)  # type: ignore[untyped-decorator]
    def act(operation: str, *arguments: Any) -> Claim:
        try:
            return operations[operation](*arguments)
        finally:
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(Exception):
                    stream.flush()

    def limited(operation: str, *arguments: Any, timeout: float) -> Claim:
        try:
            claim: Claim = act(operation, *arguments, timeout=timeout)
        except OutOfTimeError:
            return Claim(Status.TIME)
        except MemoryError:
            memory.relieve()
            return Claim(Status.MEMORY)
        return claim

    return limited


def _seed(libraries: dict[str, ModuleType]) -> None:
    """Seed every generator, so that a verdict can be reproduced."""
    with contextlib.suppress(Exception):
        random.seed(0)
        if "numpy" in libraries:
            libraries["numpy"].random.seed(0)
        if "torch" in libraries:
            libraries["torch"].default_generator.manual_seed(0)  # torch.manual_seed takes 3 ms
