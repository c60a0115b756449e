"""The memory limit as the child sees it: what counts, what is kept in reserve, and how it shows that it is used up.

Nothing here is a defence. The limit makes Python, NumPy and PyTorch fail cleanly; the supervisor measures what is used.
"""

from __future__ import annotations

import _thread
import mmap
import resource
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from sandbox import processes
from sandbox.out_of_memory import Memory

_RESERVE: Final = 4 << 20
"""Bytes that are freed when the solution has used up its memory: Python needs some to say where that was. Without any,
CPython 3.11 may even spin for ever in a `finally`."""
_MAX_STACKS: Final = (2 << 30) + (64 << 20)
"""Bytes that the stacks of threads may take. RLIMIT_DATA counts them whole, but few of their pages are ever touched."""
_DEFAULT_STACK: Final = 8 << 20
_BESIDE_STACK: Final = 1 << 20
"""What starting a thread takes besides its stack."""
_UNMAPPED_S: Final = 0.1
"""How long the stack of a thread that has ended may stay mapped."""
_NEARLY_ALL: Final = 0.75
"""The share of the limit from which on an error that has many causes is put down to memory."""


class MemoryLimit(Memory):
    """A limit on what this process may add to the memory that it has."""

    def __init__(self, memory_bytes: int) -> None:
        self._limit = memory_bytes
        self._reserve = mmap.mmap(-1, _RESERVE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)  # counted, never touched
        before = processes.memory_of("self")
        self._data, self._resident = before["VmData"], before.get("RssAnon", 0)  # gVisor shows no RssAnon
        self._stacks: dict[object, int] = {}
        self._set_aside = 0
        self._start: Callable[..., int] = _thread.start_new_thread

    def impose(self) -> None:
        """Set the limit. From now on the stacks of threads come on top of it."""
        hard = self._data + self._limit + _MAX_STACKS
        if (most := resource.getrlimit(resource.RLIMIT_DATA)[1]) != resource.RLIM_INFINITY:
            hard = min(hard, most)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
        self._limit_data()
        for module, name in ((_thread, "start_new_thread"), (_thread, "start_new"), (threading, "_start_new_thread")):
            setattr(module, name, self._start_thread)
        hook = threading.excepthook

        def note(args: Any) -> None:
            if self.ran_out(args.exc_value):
                self.relieve()
                self.thread_error = args.exc_value
            else:
                hook(args)

        threading.excepthook = note

    def relieve(self) -> None:
        """See `Memory`."""
        self._reserve.close()

    def ran_out(self, error: BaseException | None) -> bool:
        """See `Memory`."""
        if super().ran_out(error):
            return True
        # CPython loses a MemoryError here and there, in deep recursion above all
        if isinstance(error, SystemError) or (isinstance(error, RuntimeError) and "start new thread" in str(error)):
            self.relieve()
            return self._used_up()
        return False

    def _used_up(self) -> bool:
        """Whether nearly all memory is, or has been, in use in this test."""
        now = processes.memory_of("self")
        if not now:
            return False
        mapped = now["VmData"] - self._data - self._set_aside
        touched = now.get("VmHWM", 0) - now.get("RssFile", 0) - self._resident  # pages of files are only ever added
        return max(mapped, touched) > _NEARLY_ALL * self._limit

    def _limit_data(self) -> None:
        # never lowered again: the C library keeps the stack of a thread that has ended for the next one
        self._set_aside = max(self._set_aside, sum(self._stacks.values()))
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]  # the solution may have lowered it
        resource.setrlimit(resource.RLIMIT_DATA, (min(self._data + self._limit + self._set_aside, hard), hard))

    def _start_thread(
        self, function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any] | None = None
    ) -> int:
        """`_thread.start_new_thread`, with the limit raised by the size of the stack."""
        asked = _thread.stack_size()
        _thread.stack_size(asked)  # to ask is to go back to the default
        size = asked or resource.getrlimit(resource.RLIMIT_STACK)[0]
        size = (size if size > 0 else _DEFAULT_STACK) + _BESIDE_STACK
        ticket = object()

        def run(*args: Any, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            finally:
                self._stacks.pop(ticket, None)

        self._stacks[ticket] = size
        if sum(self._stacks.values()) > _MAX_STACKS:
            del self._stacks[ticket]
            raise MemoryError(f"a thread's stack of {(size - _BESIDE_STACK) >> 20} MB")
        self._limit_data()
        deadline = time.monotonic() + _UNMAPPED_S
        while True:
            try:
                return self._start(run, args, kwargs or {})
            except RuntimeError:
                if time.monotonic() > deadline:
                    del self._stacks[ticket]
                    raise
            time.sleep(0.001)
