"""Solutions in gVisor, on an engine that has it: the same verdicts behind a second kernel."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandboxes import Settings
from judge.sandboxes.docker import sandbox as docker
from judge.submission import Submission
from judge.verdict import TestResult, Verdict
from tests.support.own_engine import Daemon

pytestmark = [pytest.mark.docker, pytest.mark.slow]

TEST = "def test_one(solution):\n    assert solution.f(1) == 1\n"


@pytest.fixture
def settings(daemon: Daemon) -> Settings:
    if not shutil.which("runsc"):
        pytest.skip("needs runsc: scripts/test-tools")
    return Settings(socket=str(daemon.socket), owner="gvisor", oci_runtime="gvisor")


def judged(problem: Problem, source: str, settings: Settings) -> TestResult:
    sandbox = docker.connect(Runtime.PYTHON, print, settings)
    report = judge(problem, Submission("x.py", source.encode()), sandbox)
    assert report.tests, report.message
    return report.tests[0]


def test_a_solution_runs_on_gvisors_kernel(settings: Settings, make_problem: Callable[..., Problem]) -> None:
    problem = make_problem("def test_one(solution):\n    assert 0, solution.f()\n")
    source = "def f(): return open('/proc/version').read()\n"
    inside = judged(problem, source, settings)
    outside = judged(problem, source, replace(settings, oci_runtime="runc"))
    assert outside.message.strip() == Path("/proc/version").read_text().strip()
    assert inside.message != outside.message


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("return x", Verdict.ACCEPTED),
        ("return x + 1", Verdict.WRONG_ANSWER),
        ("import os; os._exit(0)", Verdict.RUN_TIME_ERROR),
        ("return [0] * 10**8", Verdict.MEMORY_LIMIT),
        ("while True: pass", Verdict.TIME_LIMIT),
    ],
)
def test_a_verdict_is_the_same_in_gvisor(
    settings: Settings, make_problem: Callable[..., Problem], body: str, verdict: Verdict
) -> None:
    assert judged(make_problem(TEST), f"def f(x):\n    {body}\n", settings).verdict is verdict
