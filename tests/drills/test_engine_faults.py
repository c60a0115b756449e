"""The engine stops, dies, hangs or runs out of disk in the middle; a container is killed or paused from outside."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandboxes import Settings
from judge.sandboxes.docker import sandbox
from judge.sandboxes.images import tags
from judge.submission import Submission
from judge.verdict import Verdict
from tests.support.drilling import ROUNDS, Ended, Engine, Place, Running, soon, tell
from tests.support.own_engine import Daemon

pytestmark = [pytest.mark.docker, pytest.mark.slow]


def stopped(daemon: Daemon, draw: random.Random) -> None:
    daemon.stop()
    daemon.start()


def killed(daemon: Daemon, draw: random.Random) -> None:
    daemon.kill()
    daemon.start()


def restarted_after_a_while(daemon: Daemon, draw: random.Random) -> None:
    daemon.stop()
    time.sleep(draw.uniform(0, 1))
    daemon.start()


def paused(daemon: Daemon, draw: random.Random) -> None:
    daemon.send(signal.SIGSTOP)
    time.sleep(draw.uniform(0.5, 3))
    daemon.send(signal.SIGCONT)


def is_right_or_said(ended: Ended) -> bool:
    """Accepted, or no verdict at all and the sandbox named as the reason."""
    if ended.code == 0:
        return list(ended.verdicts.values()) == [Verdict.ACCEPTED]
    return ended.code == 4 and not ended.verdicts and ended.err.startswith("Error: ") and not ended.has_traceback


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    "fault", [stopped, killed, restarted_after_a_while, paused] if ROUNDS > 1 else [killed, paused]
)
def test_whatever_happens_to_the_engine_a_right_solution_is_accepted_or_the_sandbox_is_blamed(
    place: Place, daemon: Daemon, fault: Callable[[Daemon, random.Random], None]
) -> None:
    place.environment |= {"DOCKER_HOST": f"unix://{daemon.socket}", "JUDGE_WARM_MINUTES": "0.5"}
    assert place.submit().code == 0
    draw = random.Random(fault.__name__)
    found = []
    for _ in range(ROUNDS):
        running = place.start("submit", "tiny", draw.choice(["right.py", "slow.py"]))
        time.sleep(draw.uniform(0.1, 1.5))
        fault(daemon, draw)
        found.append(running.end())
    after = place.submit()
    tell(f"{fault.__name__}: {[ended.code for ended in found]}, {sorted({ended.err for ended in found})}")
    wrong = [ended for ended in found if not is_right_or_said(ended)]
    assert not wrong, wrong
    assert after.code == 0, after
    assert {record.verdict for record in place.records().values()} == {Verdict.ACCEPTED}


def test_after_a_restart_of_the_engine_with_spares_waiting_all_goes_on(
    daemon: Daemon, make_problem: Callable[..., Problem]
) -> None:
    problem = make_problem("def test_one(solution):\n    assert solution.f(1) == 1\n")
    settings = Settings(socket=str(daemon.socket), owner="restart", spare_s=300)
    submission = Submission("x.py", b"def f(x): return x\n")

    def submit() -> tuple[Verdict, bool]:
        report = judge(problem, submission, sandbox.connect(Runtime.PYTHON, print, settings))
        return report.verdict, report.sandbox.warm

    sandbox.refill(settings, {Runtime.PYTHON: 64}, print)
    assert submit() == (Verdict.ACCEPTED, True)
    sandbox.refill(settings, {Runtime.PYTHON: 64}, print)
    daemon.stop()
    daemon.start()
    assert submit() == (Verdict.ACCEPTED, False)
    assert len(sandbox.refill(settings, {Runtime.PYTHON: 64}, print)) >= 1
    assert submit() == (Verdict.ACCEPTED, True)


def in_the_middle(place: Place, engine: Engine, role: str) -> tuple[Running, str]:
    """A submission in the second of its two tests, which takes a second, and the id of its container of that role."""
    running = place.start("submit", "tiny", "slow.py")
    assert running.shows(b"sample"), running.end()
    (found,) = [one.id for one in engine.in_use() if one.role == role and one.state == "running"]
    return running, found


def docker_command(*arguments: str) -> None:
    subprocess.run(["docker", *arguments], check=True, capture_output=True)


def test_a_grader_that_is_killed_from_outside_is_the_sandboxs_fault_and_not_recorded(
    place: Place, engine: Engine
) -> None:
    running, grader = in_the_middle(place, engine, "grader")
    docker_command("kill", grader)
    ended = running.end()
    assert ended.code == 4, ended
    assert "the grader ended unexpectedly" in ended.err
    assert place.records() == {}
    assert soon(lambda: not engine.in_use(), 20), engine.in_use()
    assert place.submit().code == 0


def test_a_worker_that_is_killed_from_outside_is_the_sandboxs_fault_and_not_recorded(
    place: Place, engine: Engine
) -> None:
    running, worker = in_the_middle(place, engine, "worker")
    docker_command("kill", worker)
    ended = running.end()
    assert (ended.code, ended.has_traceback) == (4, False), ended
    assert "the solution's container was killed from outside" in ended.err
    assert place.records() == {}
    assert soon(lambda: not engine.in_use(), 20), engine.in_use()
    assert place.submit().code == 0


@pytest.mark.parametrize("role", ["worker", "grader"])
def test_a_container_that_is_paused_for_a_while_goes_on(place: Place, engine: Engine, role: str) -> None:
    running, paused_one = in_the_middle(place, engine, role)
    docker_command("pause", paused_one)
    time.sleep(0.5)
    docker_command("unpause", paused_one)
    assert running.end().code == 0
    assert soon(lambda: not engine.in_use(), 20), engine.in_use()


@pytest.mark.parametrize("role", ["worker", "grader"])
def test_a_container_that_is_paused_for_good_ends_in_bounded_time_and_is_removed(
    place: Place, engine: Engine, role: str
) -> None:
    running, paused_one = in_the_middle(place, engine, role)
    docker_command("pause", paused_one)
    ended = running.end(within_s=120)
    assert ended.code in ({1} if role == "worker" else {1, 3, 4}), ended
    assert not ended.has_traceback
    assert soon(lambda: not engine.in_use(), 20), engine.in_use()
    assert place.submit().code == 0


@pytest.fixture
def small_disk(short_folder: Path) -> Iterator[Path]:
    """An ext4 file system of 1.5 GB."""
    if os.geteuid() != 0 or not shutil.which("mkfs.ext4"):
        pytest.skip("needs root and mkfs.ext4, to make a small disk")
    image, folder = short_folder / "disk.img", short_folder / "disk"
    folder.mkdir()
    subprocess.run(["truncate", "-s", "1500M", image], check=True)
    subprocess.run(["mkfs.ext4", "-q", image], check=True, capture_output=True)
    if subprocess.run(["mount", "-o", "loop", image, folder], check=False, capture_output=True).returncode:
        pytest.skip("this machine mounts no file as a disk")
    yield folder
    subprocess.run(f"umount -R {folder}/data/* 2>/dev/null; umount -l {folder}", check=False, shell=True)


def test_a_full_disk_under_the_engine_is_said_and_over_when_there_is_room(
    place: Place, docker_ready: None, short_folder: Path, small_disk: Path
) -> None:
    daemon = Daemon(short_folder, small_disk / "data")
    daemon.start()
    try:
        daemon.load(tags.tag(tags.Target.PYTHON))
        place.environment["DOCKER_HOST"] = f"unix://{daemon.socket}"
        assert place.submit().code == 0
        filler = small_disk / "filler"
        subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=1M"], check=False, capture_output=True)
        subprocess.run(f"yes | head -c 2000000 >> {filler}", check=False, shell=True, capture_output=True)
        full = place.submit()
        assert (full.code, full.has_traceback) == (4, False), full
        assert "no space left" in full.err
        assert "judge sandbox clean" in full.err
        filler.unlink()
        assert place.submit().code == 0
        assert len(place.records()) == 2
    finally:
        daemon.stop()
