"""The system calls that a container may make, against Docker's own profile."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from typing import Any

import pytest

from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox
from judge.sandboxes.docker import seccomp_profile
from judge.sandboxes.docker.containers import Recipe
from judge.submission import Submission
from judge.verdict import Verdict

pytestmark = [
    pytest.mark.docker,
    pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers of the system calls are those of x86-64"),
]

OPEN_IN_DOCKERS = {
    "memfd_create": "319, b'x', 0",
    "socket (IPv4)": "41, 2, 1, 0",
    "socket (netlink)": "41, 16, 3, 0",
    "socketpair (netlink)": "53, 16, 3, 0, pair",
    "pidfd_open": "434, pid, 0",
    "io_uring_setup": "425, 0, None",
    "shmget": "29, 0, 4096, 0o1600",
    "msgget": "68, 0, 0o1600",
    "semget": "64, 0, 1, 0o1600",
    "personality": "135, 0",
    "splice": "275, -1, None, -1, None, 1, 0",
    "vmsplice": "278, -1, None, 0, 0",
    "inotify_init1": "294, 0",
    "timer_create": "222, 99, None, None",
    "io_setup": "206, 0, None",
    "setuid": "105, 10001",
    "chown": "92, b'/nowhere', -1, -1",
    "symlink": "88, b'x', b'/nowhere/x'",
    "link": "86, b'/nowhere', b'/x'",
    "mknod": "133, b'/nowhere/x', 0o10600, 0",
    "ioctl (TIOCSTI)": "16, 1, 0x5412, b'x'",
}
"""By name, the arguments of a call that Docker's profile lets through: the kernel's answer may still be an error."""

REFUSED_BY_BOTH = {
    "mlock": "149, None, 0",
    "setgroups": "116, -1, None",
    "keyctl": "250, 0, -3, 0",
    "add_key": "248, b'user', b'x', b'x', 1, -3",
    "request_key": "249, b'user', b'x', None, -3",
    "userfaultfd": "323, 1",
    "bpf": "321, 0, None, 0",
    "perf_event_open": "298, None, 0, -1, -1, 0",
    "mount": "165, None, b'/', None, 0, None",
    "umount2": "166, b'/', 0",
    "pivot_root": "155, b'/', b'/'",
    "unshare (user)": "272, 0x10000000",
    "setns": "308, 0, 0",
    "clone (user namespace)": "56, 0x10000011, None, None, None, None",
    "process_vm_readv": "310, pid, None, 0, None, 0, 0",
    "process_vm_writev": "311, pid, None, 0, None, 0, 0",
    "ptrace": "101, 16, 1, None, None",
    "kcmp": "312, pid, pid, 0, 0, 0",
    "init_module": "175, None, 0, None",
    "kexec_load": "246, 0, 0, None, 0",
    "open_by_handle_at": "304, -1, None, 0",
    "reboot": "169, 0, 0, 0, None",
    "swapon": "167, None, 0",
    "iopl": "172, 3",
    "settimeofday": "164, None, None",
    "mq_open": "240, b'x', 0o102, 0o600, None",
}
SOURCE = """\
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
pid, pair = os.getpid(), ctypes.create_string_buffer(8)
CALLS = {calls}

def f():
    said = {{}}
    for name, arguments in CALLS.items():
        ctypes.set_errno(0)
        done = libc.syscall(*eval(f"[{{arguments}}]"))
        if done == 0 and "clone" in name:
            os._exit(0)
        said[name] = errno.errorcode[ctypes.get_errno()] if done == -1 else "done"
    return said
"""


def answers(make_problem: Callable[..., Problem], sandbox: Sandbox) -> dict[str, str]:
    """What the kernel said to each of the calls, made in a solution."""
    problem = make_problem("import json\n\n\ndef test_one(solution):\n    assert 0, json.dumps(solution.f())\n")
    source = SOURCE.format(calls=OPEN_IN_DOCKERS | REFUSED_BY_BOTH)
    (result,) = judge(problem, Submission("x.py", source.encode()), sandbox).tests
    assert result.verdict is Verdict.WRONG_ANSWER, result.message
    said: dict[str, str] = json.loads(result.message)
    return said


@pytest.fixture
def with_dockers_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Containers as ours, but for the profile."""
    config = Recipe.config

    def changed(self: Recipe, memory_mb: int, core: int) -> dict[str, Any]:
        body = config(self, memory_mb, core)
        body["HostConfig"]["SecurityOpt"] = ["no-new-privileges:true"]
        return body

    monkeypatch.setattr(Recipe, "config", changed)


def test_what_the_runtime_does_not_need_is_refused(
    docker: Callable[[Runtime], Sandbox], make_problem: Callable[..., Problem]
) -> None:
    said = answers(make_problem, docker(Runtime.PYTHON))
    assert {name for name, answer in said.items() if answer != "EPERM"} == set()


@pytest.mark.usefixtures("with_dockers_profile")
def test_dockers_own_profile_lets_many_of_these_calls_through(
    docker: Callable[[Runtime], Sandbox], make_problem: Callable[..., Problem]
) -> None:
    said = answers(make_problem, docker(Runtime.PYTHON))
    by_the_child = {"shmget", "msgget", "semget"}  # which has a filter of its own, for where there is no Docker
    assert {name for name in OPEN_IN_DOCKERS if said[name] == "EPERM"} == by_the_child


def test_a_32_bit_system_call_ends_the_process(
    docker: Callable[[Runtime], Sandbox], make_problem: Callable[..., Problem]
) -> None:
    # mov eax, 20 (getpid); int 0x80; ret
    source = (
        "import ctypes, mmap\n"
        "page = mmap.mmap(-1, 4096, prot=7)\n"
        "page.write(bytes.fromhex('b814000000cd80c3'))\n"
        "call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))\n"
        "def f(): return call()\n"
    )
    problem = make_problem("def test_one(solution):\n    assert solution.f() > 0\n")
    (result,) = judge(problem, Submission("x.py", source.encode()), docker(Runtime.PYTHON)).tests
    assert result.verdict is Verdict.RUN_TIME_ERROR
    assert "SIGSYS" in result.message or "SIGSEGV" in result.message  # the second where the kernel has none of them


def test_threads_processes_and_pipes_still_work(
    docker: Callable[[Runtime], Sandbox], make_problem: Callable[..., Problem]
) -> None:
    source = (
        "import asyncio, subprocess, sys, threading\n"
        "from multiprocessing import Pipe, Process\n"
        "def f():\n"
        "    seen = []\n"
        "    thread = threading.Thread(target=seen.append, args=['thread'])\n"
        "    thread.start(); thread.join()\n"
        "    ours, theirs = Pipe()\n"
        "    process = Process(target=theirs.send, args=['process'])\n"
        "    process.start(); process.join()\n"
        "    seen.append(ours.recv())\n"
        "    seen.append(subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True, text=True).stdout)\n"
        "    seen.append(asyncio.run(asyncio.sleep(0.01, 'loop')))\n"
        "    return seen\n"
    )
    problem = make_problem(
        "def test_one(solution):\n    assert solution.f() == ['thread', 'process', '1\\n', 'loop']\n", time_s=5.0
    )
    (result,) = judge(problem, Submission("x.py", source.encode()), docker(Runtime.PYTHON)).tests
    assert result.verdict is Verdict.ACCEPTED, (result.message, result.detail)


def test_the_profile_names_no_call_twice() -> None:
    names = [
        name
        for rule in json.loads(seccomp_profile.seccomp())["syscalls"]
        if "args" not in rule
        for name in rule["names"]
    ]
    assert len(names) == len(set(names))
