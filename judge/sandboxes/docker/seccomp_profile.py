"""The seccomp profile of our containers: the system calls that Python, NumPy, PyTorch and pytest make, and no others.

It is narrower than Docker's own, which has to serve any program. Gone with the rest are io_uring, keyctl, ptrace,
process_vm_*, userfaultfd, bpf, perf_event_open, memfd_create, mount, unshare, new namespaces, System V IPC, mq_*,
personality, every family of sockets but Unix ones, and the 32-bit system calls. Where a name does not exist on a
machine (`open` on aarch64) the engine leaves it out.
"""

from __future__ import annotations

import functools
import json
from typing import Any, Final

_FILES: Final = """
    access chdir chmod close close_range copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl
    epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 faccessat faccessat2 fadvise64 fallocate fchdir fchmod fchmodat
    fchmodat2 fcntl fdatasync flock fstat fstatfs fsync ftruncate getcwd getdents getdents64 lseek lstat mkdir mkdirat
    newfstatat open openat openat2 pipe pipe2 poll ppoll pread64 preadv preadv2 pselect6 pwrite64 pwritev pwritev2 read
    readahead readlink readlinkat readv rename renameat renameat2 rmdir select sendfile stat statfs statx truncate umask
    unlink unlinkat utime utimensat utimes write writev
"""
_MEMORY: Final = "brk madvise membarrier mincore mmap mprotect mremap msync munmap"
_PROCESSES: Final = """
    arch_prctl capget execve exit exit_group fork get_robust_list getcpu getegid geteuid getgid getgroups getpgid
    getpgrp getpid getppid getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid kill prctl
    prlimit64 rseq sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam
    sched_getscheduler sched_rr_get_interval sched_setaffinity sched_yield set_robust_list set_tid_address setpgid
    setrlimit setsid sysinfo tgkill times tkill uname vfork wait4 waitid
"""
_SIGNALS: Final = """
    pause restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
    rt_sigtimedwait rt_tgsigqueueinfo seccomp sigaltstack
"""
_TIME: Final = """
    alarm clock_getres clock_gettime clock_nanosleep futex futex_waitv getitimer getrandom gettimeofday nanosleep
    setitimer time
"""
_SOCKETS: Final = """
    connect getpeername getsockname getsockopt recvfrom recvmmsg recvmsg sendmmsg sendmsg sendto setsockopt shutdown
"""

_UNIX: Final = 1
"""AF_UNIX, what the judge is reached over: a container has no network to want another family for."""
_NAMESPACES: Final = 0x7E02_0000
"""The flags of clone that make a namespace."""
_ENOSYS: Final = 38
_IOCTLS: Final = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: what Python asks of a descriptor."""


def _allowed(*names: str, **fields: Any) -> dict[str, Any]:
    return {"names": list(names), "action": "SCMP_ACT_ALLOW", **fields}


def _where(index: int, value: int, operation: str = "SCMP_CMP_EQ", value_two: int = 0) -> list[dict[str, Any]]:
    return [{"index": index, "value": value, "valueTwo": value_two, "op": operation}]


@functools.cache
def seccomp() -> str:
    """The profile as the engine takes it."""
    names = f"{_FILES} {_MEMORY} {_PROCESSES} {_SIGNALS} {_TIME} {_SOCKETS}".split()
    rules = [
        _allowed(*names),
        _allowed("socket", "socketpair", args=_where(0, _UNIX)),
        _allowed("clone", args=_where(0, _NAMESPACES, "SCMP_CMP_MASKED_EQ")),
        *(_allowed("ioctl", args=_where(1, request)) for request in _IOCTLS),
        # its flags lie in memory, where no filter can look; the C library then falls back to clone
        {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": _ENOSYS},
    ]
    machines = [{"architecture": name} for name in ("SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64")]
    return json.dumps({"defaultAction": "SCMP_ACT_ERRNO", "archMap": machines, "syscalls": rules})
