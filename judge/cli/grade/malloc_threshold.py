"""The C library's threshold for large blocks of memory, for a command that passes many of them on."""

from __future__ import annotations

import contextlib
import ctypes
from typing import Final

THRESHOLD: Final = 256 << 10
"""Blocks of at least so many bytes are large."""
_M_MMAP_THRESHOLD: Final = -3


def return_large_blocks() -> None:
    """Have large blocks returned to the system as soon as they are freed.

    glibc does so at first, but raises its threshold to the largest block that was freed; the arguments of a test may be
    30 MB. From then on, such blocks come from the heaps of threads, which keep them.
    """
    with contextlib.suppress(AttributeError, OSError):  # another C library has no such setting
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, THRESHOLD)
