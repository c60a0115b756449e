"""Memory that a long `judge grade` gives back."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

HELD = """
import re, sys
from pathlib import Path
from judge.cli.grade import malloc_threshold
if sys.argv[1] == "give back":
    malloc_threshold.return_large_blocks()
bytearray(30 << 20)  # freed at once: glibc's threshold is above this now
blocks = []
for _ in range(60):
    blocks.append(bytearray(b"x" * (1 << 20)))
    blocks.append(bytes(100_000))  # not large, and kept: nothing below it in a heap can be given back
kept = blocks[1::2]
del blocks
print(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps them")
def test_large_blocks_that_are_freed_are_given_back() -> None:
    held_kb = {
        how: int(subprocess.run([sys.executable, "-c", HELD, how], check=True, capture_output=True).stdout)
        for how in ("give back", "keep")
    }
    assert held_kb["give back"] < held_kb["keep"] / 2
