"""Which exceptions mean that memory has run out: libraries have many words for it. Knows no limit."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Final

_ALLOCATORS: Final = ("allocate memory", "bad_alloc", "bad allocation", "out of memory", "failed to map segment")
"""What libraries say in place of a MemoryError; of PyTorch's allocator it is the first."""
_MAX_CHAIN: Final = 100


class Memory:
    """Memory without a limit of ours.

    Attributes:
        thread_error: what ended a thread of the current test for want of memory: nobody else sees that exception.
    """

    thread_error: BaseException | None = None

    def relieve(self) -> None:
        """Free what was kept in reserve."""

    def forget(self) -> None:
        """Begin a new test."""
        self.thread_error = None

    def ran_out(self, error: BaseException | None) -> bool:
        """Whether an exception, or one that led to it, was raised for want of memory."""
        return any(map(_says_so, _chain(error)))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what it was raised from, or while it was handled, in whichever way."""
    todo, seen = [error], set[int]()
    while todo and len(seen) < _MAX_CHAIN:
        one = todo.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += (one.__context__, one.__cause__)


def _says_so(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    if isinstance(error, RuntimeError | ImportError | SystemError):
        text = str(error).lower()
        return any(words in text for words in _ALLOCATORS)
    return isinstance(error, MemoryError)
