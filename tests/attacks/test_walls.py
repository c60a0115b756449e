"""Each wall matters: the attack that it stops succeeds as soon as that wall, and nothing else, is taken away.

A program's `f` gets through when it returns True. Where two walls stop the same attack, the entry takes both away and is
named after both; an entry of its own shows each of them alone where that is possible.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox
from judge.sandboxes.docker.containers import Recipe
from judge.submission import Submission
from judge.verdict import Verdict

pytestmark = pytest.mark.docker

SANDBOX = Path(__file__).resolve().parents[2] / "sandbox"
TEST = "def test_it(solution):\n    assert solution.f() is True\n"


@dataclass(frozen=True)
class Wall:
    """What is taken away, and what gets through then.

    Attributes:
        host_config: settings of both containers in place of ours; see Docker's "create a container".
        user: whom the container's process belongs to.
        code: replacements in files of sandbox/: (file, what stands there, what stands there instead).
        held: the verdict with the wall; RTE where the attack is refused.
    """

    name: str
    source: str
    host_config: dict[str, Any] = field(default_factory=dict)
    user: str = ""
    code: tuple[tuple[str, str, str], ...] = ()
    tests: str = TEST
    forbidden: tuple[str, ...] = ()
    held: Verdict = Verdict.RUN_TIME_ERROR

    def __str__(self) -> str:
        return self.name


NO_PROFILE = {"SecurityOpt": ["no-new-privileges:true", "seccomp=unconfined"]}
OPEN_FILE = "import os\ndef f():\n    os.close(os.open({path!r}, os.O_WRONLY | os.O_CREAT, 0o600))\n    return True\n"

WALLS = [
    Wall(
        "seccomp profile: a file in memory",
        "import os\ndef f(): return os.memfd_create('x') > 0\n",
        NO_PROFILE,
    ),
    Wall(
        "seccomp profile: a socket of the network's",
        "import socket\ndef f(): return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).fileno() > 0\n",
        NO_PROFILE,
    ),
    Wall(
        "seccomp profile: a look at another process's descriptors",
        "import os\ndef f(): return os.pidfd_open(1) > 0\n",
        NO_PROFILE,
    ),
    Wall(
        "no network (with a profile that allows its sockets)",
        "import socket\ndef f():\n"
        "    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:\n"
        "        s.connect(('192.0.2.1', 9))\n"  # sends nothing: it asks whether there is a way
        "        return True\n",
        NO_PROFILE | {"NetworkMode": "host"},
    ),
    Wall(
        "no shared memory: a file that outlives its process",
        OPEN_FILE.format(path="/dev/shm/left"),
        {"IpcMode": "private"},
    ),
    Wall(
        "a read-only root and a user without rights",
        OPEN_FILE.format(path="/left"),
        {"ReadonlyRootfs": False},
        user="0:0",
    ),
    Wall(
        "no capabilities, no root, the profile",
        "import os\ndef f():\n    os.chroot('/')\n    return True\n",
        NO_PROFILE | {"CapDrop": []},
        user="0:0",
    ),
    Wall(
        "limit of processes",
        "import os, time\ndef f():\n"
        "    for _ in range(100):\n"
        "        if os.fork() == 0:\n            time.sleep(20)\n"
        "    return True\n",
        {"PidsLimit": 0},
    ),
    Wall(
        "filter of the child: limits of the supervisor",
        "import os, resource\ndef f():\n"
        "    resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (100, 256))\n    return True\n",
        code=(("child.py", "    seccomp.install()\n", ""),),
    ),
    Wall(
        "filter of the child and the profile: priority of the supervisor",
        "import os\ndef f():\n    os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)\n    return True\n",
        NO_PROFILE,
        code=(("child.py", "    seccomp.install()\n", ""),),
    ),
    Wall(
        "a supervisor that cannot be looked into",
        "import os\ndef f(): return len(os.listdir('/proc/1/fd')) > 0\n",
        code=(("processes.py", "_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)", "pass"),),
    ),
    Wall(
        "descriptors that are closed before foreign code runs",
        "import os\ndef f():\n"
        "    for fd in range(4, 60):\n"
        "        try:\n            os.fstat(fd)\n"
        "        except OSError:\n            continue\n"
        "        return True\n"
        "    raise OSError('nothing is open')\n",
        code=(("child.py", "    os.closerange(_SOCKET_FD + 1, 1 << 16)\n", ""),),
    ),
    Wall(
        "the sweep after a crash",
        "import os, time\ndef leave():\n"
        "    if os.fork() == 0:\n        os.setsid()\n"
        "        if os.fork() == 0:\n            time.sleep(60)\n"
        "        os._exit(0)\n"
        "    os._exit(1)\n"
        "def f():\n"
        "    others = [name for name in os.listdir('/proc') if name.isdecimal() and int(name) not in (1, os.getpid())]\n"
        "    if not others:\n        raise OSError('nobody is left')\n"
        "    return True\n",
        code=(
            (
                "worker.py",
                "    def _end_child(self) -> None:\n        processes.sweep()\n",
                "    def _end_child(self) -> None:\n",
            ),
        ),
        tests="def test_a(solution):\n    try:\n        solution.leave()\n    except BaseException:\n        pass\n\n\n"
        + TEST,
    ),
    Wall(
        "CPU time of all processes",
        "import os, time\ndef f():\n"
        "    if (child := os.fork()) == 0:\n"
        "        while time.process_time() < 0.8:\n            pass\n"
        "        os._exit(0)\n"
        "    os.waitpid(child, 0)\n    return True\n",
        code=(("usage.py", "        return self.cpu_ns > self._limits.time_ns\n", "        return False\n"),),
        held=Verdict.TIME_LIMIT,
    ),
    Wall(
        "memory of all processes together",
        "import os, time\ndef f():\n"
        "    for _ in range(3):\n"
        "        if os.fork() == 0:\n"
        "            kept = bytearray(40 << 20)\n            time.sleep(20)\n"
        "    time.sleep(0.7)\n    return True\n",
        code=(("usage.py", "        return total > child.memory_bytes + MEMORY_SLACK\n", "        return False\n"),),
        held=Verdict.MEMORY_LIMIT,
    ),
    Wall(
        "memory in the kernel",
        "import os, socket\ndef f():\n    held = []\n    for _ in range(16):\n        if os.fork() == 0:\n"
        "            for _ in range(28):\n                held += socket.socketpair()\n"
        "            for end in held:\n                end.setblocking(False)\n                try:\n"
        "                    while True: end.send(bytes(1 << 16))\n                except BlockingIOError: pass\n"
        "            import signal; signal.pause()\n"
        "    for _ in range(100): sum(range(100_000))\n    return True\n",
        code=(("processes.py", "_BOOKKEEPING: Final = 8 << 20", "_BOOKKEEPING: Final = 1 << 40"),),
        held=Verdict.MEMORY_LIMIT,
    ),
    Wall(
        "filter of the child: a larger pipe",
        "import fcntl, os\ndef f(): return fcntl.fcntl(os.pipe()[1], 1031, 1 << 20) > 0\n",
        code=(("child.py", "    seccomp.install()\n", ""),),
    ),
    Wall(
        "limit of output",
        "def f():\n    for _ in range(6):\n        print('x' * (1 << 20))\n    return True\n",
        code=(("usage.py", "OUTPUT_LIMIT: Final = 4 << 20", "OUTPUT_LIMIT: Final = 40 << 20"),),
        held=Verdict.OUTPUT_LIMIT,
    ),
    Wall(
        "what a problem forbids",
        "import math\ndef f(): return math.fsum([0.5, 0.5]) == 1.0\n",
        code=(("child.py", "    forbidden.install(plan.forbidden, refuse)\n", ""),),
        forbidden=("math.fsum",),
        held=Verdict.FORBIDDEN_FUNCTION,
    ),
    Wall(
        "methods that a test calls on what was returned",
        "class Seen:\n    def issubset(self, expected): return True\ndef f(): return Seen()\n",
        code=(("proxy.py", "        if not self._has_attributes:\n", "        if False:\n"),),
        tests="def test_it(solution):\n    assert solution.f().issubset({1, 2})\n",
        held=Verdict.WRONG_ANSWER,
    ),
    Wall(
        "one reply for one request",
        "import os, struct\ndef f():\n"
        "    os.write(3, struct.pack('>BIBB', 5, 2, 0, 0xC3))\n"  # a REPLY whose value is True
        "    import time; time.sleep(0.2)\n    return False\n",
        code=(
            ("child_link.py", " or not self._frames.empty:\n", ":\n"),
            ("worker.py", "            if self._child.spoke_unasked(self._allowed):\n", "            if False:\n"),
        ),
        tests=TEST,
        held=Verdict.ACCEPTED,
    ),
]


def changed_sandbox(wall: Wall, folder: Path) -> str:
    """A copy of sandbox/ with the wall's replacements; where it lies."""
    copy = folder / "sandbox"
    shutil.copytree(SANDBOX, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for name, old, new in wall.code:
        text = (copy / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} does not have this (once): {old}"
        (copy / name).write_text(text.replace(old, new), encoding="utf-8")
    for path in (folder, copy, *copy.iterdir()):
        path.chmod(0o755)
    return f"{copy}:/judge/sandbox:ro"


def take_away(wall: Wall, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Recipe.config
    binds = [changed_sandbox(wall, folder)] if wall.code else []

    def changed(recipe: Recipe, memory_mb: int, core: int) -> dict[str, Any]:
        body = config(recipe, memory_mb, core)
        host_config = body["HostConfig"]
        host_config |= wall.host_config | {"Binds": [*host_config["Binds"], *binds]}
        body["NetworkDisabled"] = host_config["NetworkMode"] == "none"
        if wall.user and recipe.role == "worker":
            body["User"] = wall.user
        return body

    monkeypatch.setattr(Recipe, "config", changed)


@pytest.mark.parametrize("wall", WALLS, ids=str)
def test_an_attack_succeeds_only_without_its_wall(
    wall: Wall,
    make_problem: Callable[..., Problem],
    docker: Callable[[Runtime], Sandbox],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = make_problem(wall.tests, time_s=0.5, forbidden=wall.forbidden, entry=("f",))
    submission = Submission("x.py", wall.source.encode())

    with_it = judge(problem, submission, docker(Runtime.PYTHON)).tests[-1]
    take_away(wall, tmp_path, monkeypatch)
    without_it = judge(problem, submission, docker(Runtime.PYTHON)).tests[-1]

    assert with_it.verdict is wall.held, with_it.message
    assert without_it.verdict is Verdict.ACCEPTED, without_it.message
