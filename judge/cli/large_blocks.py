"""Where the C library keeps large blocks of memory, for a command that passes many of them on."""

from __future__ import annotations

import contextlib
import ctypes
from typing import Final

THRESHOLD: Final = 256 << 10
"""Bytes of a block that is large."""
_M_MMAP_THRESHOLD: Final = -3


def give_back() -> None:
    """Have large blocks given back to the system as soon as they are freed.

    glibc does so at first, but raises its threshold to the largest block that was freed; arguments of a test may be
    30 MB. From then on such blocks come out of the heaps of threads, and are kept there.
    """
    with contextlib.suppress(AttributeError, OSError):  # another C library has no such setting
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, THRESHOLD)
