"""Hostile submissions, each judged over real Docker: the verdict and the reason that it declares, and nothing left.

declared.py says what a program declares; docs/security.md lists all of them.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import docker as docker_sdk
import pytest

from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandboxes import Channel, Sandbox
from judge.submission import Selection, Submission
from judge.verdict import Report, TestResult, Verdict
from tests.attacks.declared import HERE, PROGRAMS, Program
from tests.attacks.table import DOCUMENT, row_of, rows_in
from tests.attacks.targets import SQUARES, TARGETS, Target
from tests.support.problem_files import write_problem

TIME_S = 0.5
MEMORY_MB = 64
WALL_S = 2.0
"""What a test may take that sleeps: `judge.fault_text.wall_limit_s` of TIME_S."""
LOAD_WALL_S = 4.0
"""The same of being loaded, which has two CPU seconds at least."""
PATIENCE_S = 25.0
"""More than any attack may cost: start, load, one test's wall limit and the host's margin."""


NAIVE_AREAS = {"faking", "lying", "hunting", "patching"}
SLOW_AREAS = {"timing", "exhausting"}
"""Those of which one test tells all."""


class WatchedSandbox:
    """A sandbox that remembers which solution containers it has opened."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.info = sandbox.info
        self.opened: list[str] = []

    def open_worker(self, runtime: Runtime, memory_mb: int) -> Channel:
        return self._remember(self._sandbox.open_worker(runtime, memory_mb))

    def open_grader(self, runtime: Runtime, tests: str) -> Channel:
        return self._sandbox.open_grader(runtime, tests)

    def give_back(self, channel: Channel) -> None:
        self._sandbox.give_back(channel)

    def _remember(self, channel: Channel) -> Channel:
        self.opened.append(channel.container.id)
        return channel

    def left(self, within_s: float = 5.0) -> list[str]:
        """Which of them are still there after a while."""
        deadline = time.monotonic() + within_s
        with contextlib.closing(docker_sdk.from_env()) as client:
            while True:
                containers = client.api.containers(all=True, filters={"label": "judge.role"})
                there = {container["Id"] for container in containers}
                left = [name for name in self.opened if name in there]
                if not left or time.monotonic() > deadline:
                    return left
                time.sleep(0.05)


@pytest.fixture
def problem_of(tmp_path: Path) -> Callable[[Target], Problem]:
    return lambda target: problem_in(tmp_path / "problems" / "tiny", target)


def problem_in(folder: Path, target: Target) -> Problem:
    return write_problem(
        folder,
        target.tests,
        entry=(target.entry,),
        runtime=target.runtime,
        forbidden=target.forbidden,
        time_s=TIME_S,
        memory_mb=MEMORY_MB,
    )


def judged_alone(program: Program, sandbox: Sandbox, folder: Path) -> Report:
    source = program.path.read_text(encoding="utf-8")
    return judged(problem_in(folder, program.target), source, sandbox, fail_fast=program.area in SLOW_AREAS)


def judged(problem: Problem, source: str, sandbox: Sandbox, *, fail_fast: bool = False) -> Report:
    return judge(problem, Submission("attack.py", source.encode()), sandbox, Selection(fail_fast=fail_fast))


def reason_of(report: Report) -> str:
    """Why it was not accepted: of the loading, or of the first test that was not."""
    bad = (test for test in report.tests if test.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED})
    return report.message or next(bad, TestResult("", "", Verdict.ACCEPTED)).message


@pytest.mark.docker
@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_attack_gets_the_verdict_and_the_reason_that_it_must(program, docker, share_graders, tmp_path):
    sandbox = WatchedSandbox(share_graders(docker(Runtime(program.target.runtime))))

    began = time.monotonic()
    report = judged_alone(program, sandbox, tmp_path / "tiny")
    took = time.monotonic() - began

    reason = reason_of(report)
    assert report.verdict == program.verdict, reason
    assert any(piece in reason for piece in program.reasons), reason
    assert Verdict.JUDGE_ERROR not in {test.verdict for test in report.tests}
    assert len(reason) < 20_000
    assert took < PATIENCE_S
    assert sandbox.left() == []


@pytest.mark.docker
@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_honest_solution_is_accepted_and_a_plain_wrong_one_is_not(target, problem_of, docker, share_graders):
    sandbox, problem = share_graders(docker(Runtime(target.runtime))), problem_of(target)

    honest = judged(problem, target.honest, sandbox)
    wrong = judged(problem, target.wrong, sandbox)

    assert (honest.verdict, honest.passed) == (Verdict.ACCEPTED, honest.total)
    assert wrong.verdict == Verdict.WRONG_ANSWER
    assert target.wrong_because in reason_of(wrong)


@pytest.mark.docker
def test_machine_is_as_before_and_an_honest_solution_accepted_right_after_every_worst_attack(
    problem_of, docker, share_graders
):
    sandbox, problem = WatchedSandbox(share_graders(docker(Runtime.PYTHON))), problem_of(SQUARES)
    for name in ("exhausting/fork_bomb", "escaping/every_signal_to_init", "leftover/daemon_that_burns"):
        judged(problem, (HERE / f"programs/{name}.py").read_text(encoding="utf-8"), sandbox, fail_fast=True)

        assert judged(problem, SQUARES.honest, sandbox).verdict == Verdict.ACCEPTED
    assert sandbox.left() == []
    assert traces_of(sandbox.opened) == []


def traces_of(containers: list[str]) -> list[str]:
    """What the kernel still has of containers that are gone: processes in their control groups, mounts, groups."""
    found = [line for line in Path("/proc/mounts").read_text().splitlines() if any(one in line for one in containers)]
    for process in Path("/proc").glob("[0-9]*/cgroup"):
        with contextlib.suppress(OSError):
            text = process.read_text()
            found += [f"process {process.parent.name} of {one}" for one in containers if one in text]
    return found + [str(path) for one in containers for path in Path("/sys/fs/cgroup").glob(f"**/*{one}*")]


def judge_naively(target: Target, source: str, folder: Path) -> set[str]:
    """By which of the naive judge's two ways of reading a run this is accepted: its exit status, its printed line."""
    (folder / "test_hidden.py").write_text(target.tests, encoding="utf-8")
    (folder / "attack.py").write_text(source, encoding="utf-8")
    command = [sys.executable, str(HERE / "naive.py"), "test_hidden.py", "attack.py"]
    run = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    reports = [line for line in run.stdout.splitlines() if line.startswith(b'{"failed"')]
    won = {"exit"} if run.returncode == 0 else set()
    return won | {"report"} if reports and json.loads(reports[0]) == {"failed": 0} else won


@pytest.mark.parametrize("program", [program for program in PROGRAMS if program.area in NAIVE_AREAS], ids=str)
def test_attack_wins_against_the_naive_judge(program, tmp_path):
    if program.target.runtime == "torch":
        pytest.importorskip("torch")
    assert program.naive in judge_naively(program.target, program.path.read_text(encoding="utf-8"), tmp_path)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_naive_judge_takes_the_honest_solution_and_refuses_the_wrong_one(target, tmp_path):
    if target.runtime == "torch":
        pytest.importorskip("torch")
    assert judge_naively(target, target.honest, tmp_path) == {"exit", "report"}
    assert judge_naively(target, target.wrong, tmp_path) == set()


def test_the_table_in_the_documents_lists_every_attack_and_nothing_else():
    rows = rows_in(DOCUMENT.read_text(encoding="utf-8"))
    assert [(row.attack, row.tries, row.catalogue, row.verdict) for row in rows] == [
        (row.attack, row.tries, row.catalogue, row.verdict) for row in (row_of(program, 0) for program in PROGRAMS)
    ], "Write it anew: .venv/bin/python tests/attacks/table.py"


def test_every_attack_in_the_table_ended_within_its_time_limit_and_two_seconds():
    by_name = {str(program): program for program in PROGRAMS}
    for row in rows_in(DOCUMENT.read_text(encoding="utf-8")):
        program = by_name[row.attack]
        tests = 1 if program.area in SLOW_AREAS else program.target.tests.count("def test_")
        limit_s = LOAD_WALL_S if "import" in row.attack else tests * WALL_S
        assert row.time_s < limit_s + 2, row
