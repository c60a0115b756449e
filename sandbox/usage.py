"""What a test uses of time, memory and output, measured from outside the submission's process, against its limits."""

from __future__ import annotations

import contextlib
import os
from typing import Final

from sandbox import processes
from sandbox.child_link import Child
from sandbox.messages import MAX_STARVED, TestLimits

OUTPUT_KEPT: Final = 16 << 10
"""Bytes of a test's output that are passed on."""
OUTPUT_LIMIT: Final = 4 << 20
"""Bytes that a test may print."""
MEMORY_SLACK: Final = 16 << 20
"""Bytes above the limit that are no fault yet: RLIMIT_DATA, which fails cleanly, should be hit first."""


class Usage:
    """The measurements of the current test; `start` begins the next one.

    Attributes:
        wall_ns: what its calls have taken so far.
        peak_bytes: the most memory that was seen, above what the child began with.
        printed: the first bytes that it printed.
    """

    def __init__(self) -> None:
        self._meter = processes.make_meter()
        self.start(TestLimits(0, 0, 0), None)

    def start(self, limits: TestLimits, child: Child | None) -> None:
        """Forget the last test and start the clocks of the next one."""
        self._limits = limits
        if child is None:
            self._meter.rebase()
        self._cpu_base = self._meter.cpu_ns()
        self._starved_base = _starved_ns(child)
        self._oom_base = self._meter.oom_kills()
        self.wall_ns = self.peak_bytes = 0
        self.printed = bytearray()
        self._print_count = 0

    @property
    def cpu_ns(self) -> int:
        """CPU time of all of the solution's processes."""
        return max(0, self._meter.cpu_ns() - self._cpu_base)

    @property
    def over_cpu(self) -> bool:
        """Whether the test has used more CPU time than it may."""
        return self.cpu_ns > self._limits.time_ns

    def over_wall(self, child: Child) -> bool:
        """Whether the calls have taken too long, not counting the time that the child waited for a core."""
        excess = self.wall_ns - self._limits.wall_ns
        # a busy machine is not the solution's fault; a process that sleeps is not waiting for a core
        return excess > 0 and excess > min(_starved_ns(child) - self._starved_base, MAX_STARVED * self._limits.wall_ns)

    def over_memory(self, child: Child | None) -> bool:
        """Measure whether all processes together exceed the limit, which RLIMIT_DATA enforces for each alone."""
        if child is None:
            return False
        total = self._meter.memory_bytes()
        self.peak_bytes = max(self.peak_bytes, processes.private_peak(child.pid) - child.base_bytes, total)
        return total > child.memory_bytes + MEMORY_SLACK

    @property
    def oom_killed(self) -> bool:
        """Whether the kernel has killed a process of this test for want of memory."""
        return self._meter.oom_kills() > self._oom_base

    @property
    def over_output(self) -> bool:
        """Whether the test has printed more than it may."""
        return self._print_count > OUTPUT_LIMIT

    def drain(self, child: Child | None) -> bool:
        """Read what has been printed. Returns False once nobody can print any more."""
        if child is None:
            return False
        with contextlib.suppress(BlockingIOError):
            while not self.over_output:
                data = os.read(child.output, 1 << 16)
                if not data:
                    return False
                self._print_count += len(data)
                self.printed += data[: OUTPUT_KEPT - len(self.printed)]
        return True


def _starved_ns(child: Child | None) -> int:
    """How long the child and this process, which every call passes, have waited for a core."""
    own = processes.starved_ns("self")
    return own if child is None else own + processes.starved_ns(child.pid)
