"""Drills: what is left when the judge, a spare's submission or the engine itself does its worst."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from judge.cli.context import Context
from judge.judging import Submission, judge
from judge.problem import Problem, Runtime
from judge.records import Records
from judge.sandboxes import Sandbox, Settings, containers, docker, spares, tags
from judge.sandboxes.containers import OWNER, Container
from judge.sandboxes.reuse import ReusingSandbox
from judge.verdict import Verdict

pytestmark = [pytest.mark.docker, pytest.mark.slow]

TEST = "def test_one(solution):\n    assert solution.f(1) == 1\n"
RIGHT = "def f(x): return x\n"


def soon(condition: Callable[[], bool], within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.2)
    return condition()


@pytest.mark.timeout(900)
def test_whenever_the_judge_is_killed_only_spares_are_left_and_these_end_themselves(
    docker_ready: None, make_problem: Callable[..., Problem], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = make_problem(TEST)
    (tmp_path / "x.py").write_text(RIGHT)
    monkeypatch.setenv("JUDGE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JUDGE_PROBLEMS", str(problem.folder.parent))
    monkeypatch.setenv("JUDGE_SANDBOX", "docker")
    monkeypatch.setenv("JUDGE_WARM_MINUTES", "0.4")
    settings = Context().settings
    engine = docker.engine_of(settings)
    command = [sys.executable, "-m", "judge", "submit", "tiny", str(tmp_path / "x.py")]

    def there() -> list[Container]:
        return containers.ours(engine, f"{OWNER}={settings.owner}")

    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole_s = time.monotonic() - began
    draw = random.Random(0)
    for _ in range(100):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0, whole_s))
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(command, check=True, capture_output=True)
    with Records(tmp_path / "home" / "records.sqlite3") as records:
        assert {record.verdict for record in records.list(limit=1000)} == {Verdict.ACCEPTED}
    try:
        # a grader whose judge was killed in the middle waits for it a while; what was only created is cleaned up later
        assert soon(lambda: all(spares.waits(one) or one.state == "created" for one in there()), 150), there()
        monkeypatch.setattr(spares, "_ABANDONED_S", 0)
        docker.refill(settings, {Runtime.PYTHON: 64}, print)
        assert all(spares.waits(one) for one in there()), there()
        assert soon(lambda: not there(), 60), there()
    finally:
        for one in there():
            containers.remove(engine, one.id)


@pytest.fixture
def docker_ready(docker: Callable[[Runtime], Sandbox]) -> None:
    docker(Runtime.PYTHON)


class Daemon:
    """A Docker engine of our own, to be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "socket"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        places = {"--data-root": "data", "--exec-root": "exec", "--pidfile": "pid"}
        options = [f"{name}={self._folder / place}" for name, place in places.items()]
        options += ["--bridge=none", "--iptables=false", "--ip-masq=false", "--shutdown-timeout=1"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["dockerd", f"--host=unix://{self.socket}", *options], stdout=log, stderr=log, start_new_session=True
            )
        assert soon(self._answers, 60), (self._folder / "log").read_text()[-2000:]

    def _answers(self) -> bool:
        return (
            subprocess.run(
                ["docker", "-H", f"unix://{self.socket}", "info"], check=False, capture_output=True
            ).returncode
            == 0
        )

    def stop(self) -> None:
        assert self._process
        self._process.terminate()
        self._process.wait(60)

    def load(self, image: str) -> None:
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saving:
            command = ["docker", "-H", f"unix://{self.socket}", "load"]
            subprocess.run(command, stdin=saving.stdout, check=True, capture_output=True)


@pytest.fixture
def daemon(docker_ready: None) -> Iterator[Daemon]:
    if os.geteuid() != 0 or not shutil.which("dockerd"):
        pytest.skip("needs root and dockerd, to run an engine of its own")
    folder = Path(f"/tmp/judge-{uuid.uuid4().hex[:8]}")  # short: a socket's path has room for 108 characters
    folder.mkdir()
    made = Daemon(folder)
    made.start()
    yield made
    made.stop()
    subprocess.run(f"umount -R {folder}/data/* {folder}/exec/* 2>/dev/null", check=False, shell=True)
    shutil.rmtree(folder, ignore_errors=True)


def test_after_a_restart_of_the_engine_with_spares_waiting_all_goes_on(
    daemon: Daemon, make_problem: Callable[..., Problem]
) -> None:
    problem = make_problem(TEST)
    daemon.load(tags.tag(tags.Target.PYTHON))
    settings = Settings(socket=str(daemon.socket), owner="restart", spare_s=300)
    submission = Submission("x.py", RIGHT.encode())

    def submit() -> tuple[Verdict, bool]:
        report = judge(problem, submission, docker.connect(Runtime.PYTHON, print, settings))
        return report.verdict, report.sandbox.warm

    docker.refill(settings, {Runtime.PYTHON: 64}, print)
    assert submit() == (Verdict.ACCEPTED, True)
    docker.refill(settings, {Runtime.PYTHON: 64}, print)
    daemon.stop()
    daemon.start()
    assert submit() == (Verdict.ACCEPTED, False)
    assert len(docker.refill(settings, {Runtime.PYTHON: 64}, print)) >= 1
    assert submit() == (Verdict.ACCEPTED, True)


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
    problem = make_problem("from sandbox.checks import equal\n\n\ndef test_one(solution):\n    solution.f('leave')\n")
    looking = replace(problem, id="looking")
    with ReusingSandbox(docker(Runtime.PYTHON)) as sandbox:
        first = judge(problem, Submission("x.py", LEAVES.encode()), sandbox)
        tests = problem.folder / "tests" / "test_hidden.py"
        tests.write_text(
            "from sandbox.checks import equal\n\n\ndef test_one(solution):\n    equal(solution.f('find'), [])\n"
        )
        second = judge(looking, Submission("x.py", LEAVES.encode()), sandbox)
    assert first.verdict is Verdict.ACCEPTED
    assert second.sandbox.warm  # it ran in the very same containers
    assert second.verdict is Verdict.ACCEPTED, second.tests[0].detail


def test_the_same_program_finds_what_it_left_within_one_process(
    docker: Callable[[Runtime], Sandbox], make_problem: Callable[..., Problem]
) -> None:
    problem = make_problem(
        "def test_one(solution):\n    solution.f('leave')\n    assert 'module' in solution.f('find')\n"
    )
    report = judge(problem, Submission("x.py", LEAVES.encode()), docker(Runtime.PYTHON))
    assert report.verdict is Verdict.ACCEPTED, report.tests[0].message
