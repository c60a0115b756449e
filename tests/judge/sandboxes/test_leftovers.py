"""What a submission tries to leave behind in a container that serves again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox
from judge.sandboxes.reuse import ReusingSandbox
from judge.submission import Selection, Submission
from judge.verdict import Verdict

pytestmark = [pytest.mark.docker, pytest.mark.slow]

LEAVES = '''
import ctypes, os, socket, subprocess, sys, threading, time

libc = ctypes.CDLL(None, use_errno=True)
rt = ctypes.CDLL("librt.so.1", use_errno=True)
KEY = 0x6A756467
FOLDERS = ["/", "/tmp", "/var/tmp", "/run", "/run/lock", "/dev", "/dev/shm", "/dev/mqueue", "/home", "/judge", "/venv",
           "/judge/sandbox", "/io", "/proc/1", "/proc/sys/kernel", "/sys/fs/cgroup/memory", "/sys/fs/cgroup", "."]


def attempts():
    """By name: how to leave something behind, and how to find it."""
    for folder in FOLDERS:
        path = os.path.join(folder, "left_behind")
        yield path, lambda path=path: open(path, "w").write("x"), lambda path=path: os.path.lexists(path)
    yield "shared memory", lambda: libc.shmget(KEY, 4096, 0o1666), lambda: libc.shmget(KEY, 4096, 0) >= 0
    yield "semaphore", lambda: libc.semget(KEY, 1, 0o1666), lambda: libc.semget(KEY, 1, 0) >= 0
    yield "message queue", lambda: libc.msgget(KEY, 0o1666), lambda: libc.msgget(KEY, 0) >= 0
    yield "POSIX queue", lambda: rt.mq_open(b"/left", 0o102, 0o666, None), lambda: rt.mq_open(b"/left", 2) >= 0
    yield "POSIX semaphore", lambda: rt.sem_open(b"/left", 0o100, 0o666, 1), lambda: rt.sem_open(b"/left", 0) != 0
    yield "POSIX memory", lambda: rt.shm_open(b"/left", 0o102, 0o666), lambda: rt.shm_open(b"/left", 2, 0) >= 0
    for ring in (-1, -3, -4, -5):  # of the thread, the session, the user, the user's session
        yield (
            f"key {ring}",
            lambda ring=ring: libc.syscall(248, b"user", b"left", b"x", 1, ring),
            lambda ring=ring: libc.syscall(250, 10, ring, b"user", b"left", 0) > 0,
        )
    yield "abstract socket", listen, connects
    yield "process", daemonise, others
    yield "priority", lambda: os.setpriority(os.PRIO_PROCESS, 1, 19), lambda: os.getpriority(os.PRIO_PROCESS, 1) > 0
    yield "core", lambda: os.sched_setaffinity(1, {0}), lambda: False
    yield "module", lambda: sys.modules.__setitem__("left_behind", sys), lambda: "left_behind" in sys.modules
    yield "environment", lambda: os.environ.__setitem__("LEFT", "x"), lambda: "LEFT" in os.environ
    yield "working directory", lambda: os.chdir("/proc"), lambda: os.getcwd() == "/proc"
    yield "mask", lambda: os.umask(0), lambda: os.umask(0o22) == 0


def listen():
    global kept
    kept = socket.socket(socket.AF_UNIX)
    kept.bind("\\0left_behind")
    kept.listen()
    if os.fork() == 0:
        os.setsid()
        time.sleep(600)


def connects():
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex("\\0left_behind") == 0


def daemonise():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)


def others():
    pids = {int(name) for name in os.listdir("/proc") if name.isdecimal()}
    return bool(pids - {1, os.getpid()})


def f(what):
    found = []
    for name, leave, find in attempts():
        try:
            if what == "leave":
                leave()
            elif find():
                found.append(name)
        except OSError:
            pass
    return found
'''


def test_what_a_submission_tries_to_leave_behind_the_next_one_does_not_find(
    docker: Callable[[Runtime], Sandbox], make_problem: Callable[..., Problem]
) -> None:
    problem = make_problem(
        "from sandbox.checks import equal\n\n\ndef test_leave(solution):\n    solution.f('leave')\n\n\n"
        "def test_find(solution):\n    equal(solution.f('find'), [])\n"
    )
    with ReusingSandbox(docker(Runtime.PYTHON)) as sandbox:
        first, second = (
            judge(problem, Submission("x.py", LEAVES.encode()), sandbox, Selection(case=case))
            for case in ("leave", "find")
        )
    assert first.verdict is Verdict.ACCEPTED
    assert second.sandbox.warm  # it ran in the very same containers
    assert second.verdict is Verdict.ACCEPTED, second.tests[0].detail


def test_the_same_program_finds_what_it_left_within_one_process(
    docker: Callable[[Runtime], Sandbox], make_problem: Callable[..., Problem]
) -> None:
    """It says so by an exception: a result that depends on earlier calls would be wrong."""
    tells = LEAVES + "\nsearch = f\ndef f(what):\n    raise LookupError(str(search(what)))\n"
    problem = make_problem(
        "import pytest\n\ndef test_one(solution):\n"
        "    with pytest.raises(LookupError):\n        solution.f('leave')\n"
        "    with pytest.raises(LookupError, match='module'):\n        solution.f('find')\n"
    )
    report = judge(problem, Submission("x.py", tells.encode()), docker(Runtime.PYTHON))
    assert report.verdict is Verdict.ACCEPTED, report.tests[0].message
