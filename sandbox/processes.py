"""Every process below this one: find, measure, kill and reap them. Linux only; knows no frame and no solution.

If this is PID 1 of a container, all other processes are foreign. If it is a plain process, those below it are: it is
their subreaper, so that a daemonised grandchild stays below it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_CHILD_SUBREAPER: Final = 36
_SWEEP_S: Final = 2.0
_BOOKKEEPING: Final = 8 << 20
"""Bytes that the kernel may take for processes as such, their page tables and stacks; more is what they keep in it."""

_libc = ctypes.CDLL(None, use_errno=True)


def seal() -> None:
    """Let no child read this process's memory or descriptors, and inherit every orphan."""
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def unseal() -> None:
    """In a child: become an ordinary process again, which dies with its parent."""
    _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
    die_with_parent()


def die_with_parent() -> None:
    """In a child: be killed when the parent ends, also while stopped."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def is_init() -> bool:
    """Whether this is PID 1 of a container."""
    return os.getpid() == 1


def reap() -> Iterator[tuple[int, int]]:
    """Every child that has ended, as (pid, wait status)."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        yield pid, status


def sweep() -> None:
    """Kill and reap every process below this one. Gives up after two seconds if one cannot be killed."""
    deadline = time.monotonic() + _SWEEP_S
    while time.monotonic() < deadline:
        for _ in reap():
            pass
        if is_init():
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                return
        else:
            below = descendants()
            if not below:
                return
            for pid in below:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)


def sweep_below_but(spared: int) -> bool:
    """Kill every process below this one but that one; False if some are still there after two seconds."""
    deadline = time.monotonic() + _SWEEP_S
    while others := [pid for pid in descendants() if pid != spared and not _is_zombie(pid)]:
        if time.monotonic() > deadline:
            return False
        for pid in others:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)
    return True


def _is_zombie(pid: int) -> bool:
    """Whether a process has ended; if it was ours, it is reaped."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def descendants() -> list[int]:
    """The pids of all processes below this one."""
    found: list[int] = []
    todo = [os.getpid()]
    while todo:
        below = _children(todo.pop())
        found += below
        todo += below
    return found


def _children(pid: int) -> list[int]:
    children: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += map(int, (task / "children").read_text().split())
    return children


class Meter(Protocol):
    """What all processes below this one use."""

    def cpu_ns(self) -> int:
        """CPU nanoseconds that they have used so far."""

    def rebase(self) -> None:
        """Take what the kernel holds now for its own: none of the processes to be measured is there yet."""

    def memory_bytes(self) -> int:
        """What they hold at present, with shared memory and buffers of pipes, apart from what this process holds."""

    def oom_kills(self) -> int:
        """How often the kernel has killed one of them for want of memory."""


class CgroupMeter:
    """The container's own cgroup, v1 or v2, less this process: nothing below can hide from it.

    The files stay open, because foreign code of the same user may use up this process's right to open others.
    """

    _ROOT: Final = Path("/sys/fs/cgroup")
    _V1: Final = ("cpuacct/cpuacct.usage", "memory/memory.stat", "memory/memory.oom_control")
    _V2: Final = ("cpu.stat", "memory.stat", "memory.events")

    def __init__(self) -> None:
        self._v2 = (self._ROOT / self._V2[0]).exists()
        names = self._V2 if self._v2 else self._V1
        self._cpu, self._memory, self._events = (os.open(self._ROOT / name, os.O_RDONLY) for name in names)
        self._own = os.open("/proc/self/status", os.O_RDONLY)
        self._kernel: int | None = None
        if not self._v2:  # in version 2 it is in the same file, but not in every kernel; nor is it in gVisor
            with contextlib.suppress(OSError):
                self._kernel = os.open(self._ROOT / "memory/memory.kmem.usage_in_bytes", os.O_RDONLY)
        self.cpu_ns()
        self.rebase()

    def cpu_ns(self) -> int:
        """See `Meter`."""
        text = _read(self._cpu)
        total = 1000 * _field(text, "usage_usec") if self._v2 else int(text)
        return total - time.process_time_ns()

    def rebase(self) -> None:
        """See `Meter`."""
        self._kernel_base = self._kernel_bytes(_read(self._memory))

    def memory_bytes(self) -> int:
        """See `Meter`."""
        text = _read(self._memory)
        total = _field(text, "anon" if self._v2 else "rss") + _field(text, "shmem")
        buffers = max(0, self._kernel_bytes(text) - self._kernel_base - _BOOKKEEPING)
        return max(0, total - _sizes(_read(self._own))["RssAnon"]) + buffers

    def _kernel_bytes(self, stat: str) -> int:
        if self._v2:
            return sum(_field(stat, name) for name in ("kernel", "sock") if f"\n{name} " in stat)
        return int(_read(self._kernel)) if self._kernel is not None else 0

    def oom_kills(self) -> int:
        """See `Meter`."""
        return _field(_read(self._events), "oom_kill")


class ProcessMeter:
    """The processes below this one, one by one, and those already reaped. It cannot tell kills for want of memory."""

    def cpu_ns(self) -> int:
        """See `Meter`."""
        live = sum(map(_process_cpu_ns, descendants()))
        reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
        return live + int(1e9 * (reaped.ru_utime + reaped.ru_stime))

    def rebase(self) -> None:
        """See `Meter`."""

    def memory_bytes(self) -> int:
        """See `Meter`. Always 0: pages that a fork shares with its parent cannot be told apart quickly."""
        return 0

    def oom_kills(self) -> int:
        """See `Meter`."""
        return 0


def make_meter() -> Meter:
    """The best meter that works here."""
    if is_init():
        with contextlib.suppress(OSError, ValueError):
            return CgroupMeter()
    return ProcessMeter()


def _process_cpu_ns(pid: int) -> int:
    """CPU time of a process, to the nanosecond, and of those it has reaped, to the kernel's tick; 0 once it is gone."""
    try:
        # the clock id of another process's CPU clock, as clock_getcpuclockid(3) makes it
        own = time.clock_gettime_ns((~pid << 3) | 2)
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return own + (int(fields[13]) + int(fields[14])) * 1_000_000_000 // os.sysconf("SC_CLK_TCK")


def _read(fd: int) -> str:
    return os.pread(fd, 1 << 14, 0).decode()


def _field(text: str, name: str) -> int:
    for line in text.splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return int(value)
    raise ValueError(name)


def memory_of(pid: int | str) -> dict[str, int]:
    """The Vm... and Rss... lines of a process's status, in bytes; empty once it is gone."""
    try:
        return _sizes(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return {}


def _sizes(status: str) -> dict[str, int]:
    rows = (line.split() for line in status.splitlines() if line.startswith(("Vm", "Rss")))
    return {row[0].rstrip(":"): 1024 * int(row[1]) for row in rows}


def private_peak(pid: int) -> int:
    """The peak of a process's own memory since `reset_peak`, in bytes; 0 once it is gone.

    The kernel keeps the peak of all resident pages. Pages of files, shared with the parent, are only ever added, so
    those that are resident now are subtracted.
    """
    memory = memory_of(pid)
    return memory["VmHWM"] - memory["RssFile"] if "VmHWM" in memory else 0


def reset_peak(pid: int) -> None:
    """Reset VmHWM of a process to what it holds at present."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def starved_ns(pid: int | str) -> int:
    """How long a process's main thread has waited for a core; 0 if the kernel does not say."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
