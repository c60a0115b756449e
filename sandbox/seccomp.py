"""A small system call filter that the child puts on itself, on top of Docker's own profile, which allows these calls.

The kernel lets a process change the priority and resource limits of any other process of the same user, such as the
supervisor, which measures. System V IPC, message queues and keyrings outlive every process: they would pass data on to
the next submission in the same container. And a pipe that is made larger holds memory that no process shows.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from typing import Final

_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_FILTER: Final = 2

# sched_setparam, sched_setscheduler, sched_setattr, setpriority, ioprio_set,
# shmget, semget, msgget, mq_open, add_key, request_key, keyctl; then prlimit64 and fcntl
_MACHINES: Final = {
    "x86_64": (0xC000003E, (142, 144, 314, 141, 251, 29, 64, 68, 240, 248, 249, 250), 302, 72),
    "aarch64": (0xC00000B7, (118, 119, 274, 140, 30, 194, 190, 186, 180, 217, 218, 219), 261, 25),
}
_X32: Final = 0x40000000
"""The first number of x86-64's second ABI, which numbers the same calls again."""

_F_SETPIPE_SZ: Final = 1031

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCH, _FIRST_LOW, _FIRST_HIGH, _SECOND_LOW = 0, 4, 16, 20, 24
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM


def install() -> None:
    """Refuse these calls to this process and all below it. Does nothing if the kernel has no filters."""
    known = _MACHINES.get(platform.machine())
    if known is None:
        return
    program = _program(*known)
    code = ctypes.create_string_buffer(program)
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_SECCOMP, _FILTER, header, 0, 0)


def _program(arch: int, refused: tuple[int, ...], prlimit: int, fcntl: int) -> bytes:
    """The filter in classic BPF. Each step jumps to the refusal, the last instruction, or goes on."""
    steps: list[tuple[int, int, bool | None]] = [(_LOAD, _NUMBER, None), (_AT_LEAST, _X32, True)]
    steps += [(_EQUAL, number, True) for number in refused]
    # fcntl's second argument is an int, the command
    pipe = [_instruction(_EQUAL, fcntl, 0, 3), _instruction(_LOAD, _SECOND_LOW)]
    # all other calls are allowed, but prlimit64 only if its first argument, the pid, is 0
    tail = [(_LOAD, _FIRST_LOW), (_EQUAL, 0), (_LOAD, _FIRST_HIGH), (_EQUAL, 0)]
    length = 3 + len(steps) + len(pipe) + 2 + 1 + len(tail) + 2
    refusal, permission = length - 1, length - 2
    program = [_instruction(_LOAD, _ARCH), _instruction(_EQUAL, arch, 1, 0), _instruction(_RETURN, _REFUSE)]
    for code, operand, jumps in steps:
        at = len(program)
        program.append(_instruction(code, operand, refusal - at - 1 if jumps else 0, 0))
    program += pipe
    program.append(_instruction(_EQUAL, _F_SETPIPE_SZ, refusal - len(program) - 1, 0))
    program.append(_instruction(_LOAD, _NUMBER))
    program.append(_instruction(_EQUAL, prlimit, 0, permission - len(program) - 1))
    for code, operand in tail:
        at = len(program)
        program.append(_instruction(code, operand, 0, refusal - at - 1 if code == _EQUAL else 0))
    program += [_instruction(_RETURN, _ALLOW), _instruction(_RETURN, _REFUSE)]
    return b"".join(program)


def _instruction(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)
