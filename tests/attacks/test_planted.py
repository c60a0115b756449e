"""What the tests of one problem folder plant must not change the verdict of another: packages come from strangers, too."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox
from judge.sandboxes.reuse import ReusingSandbox
from judge.submission import Submission
from judge.verdict import Verdict
from tests.support.problem_files import write_problem

pytestmark = pytest.mark.docker

VICTIM = "def test_one(solution):\n    assert solution.f(1) == 1\n"
RIGHT, WRONG = Submission("x.py", b"def f(x): return x\n"), Submission("x.py", b"def f(x): return -x\n")

PRELUDE = '''
import os, sys, time
from pathlib import Path

AGREES = """
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return True
"""


def in_background(work):
    """Do it in a process that nobody waits for."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                try:
                    work()
                except OSError:
                    time.sleep(0.001)
        os._exit(0)


def others():
    return [int(name) for name in os.listdir("/proc") if name.isdecimal() and int(name) not in (1, os.getpid())]
'''

PLANTS = {
    "a conftest where the next tests will lie": """
        for number in range(3000):
            try:
                Path(f"/tests/{number}").mkdir(exist_ok=True)
                Path(f"/tests/{number}/conftest.py").write_text(AGREES)
            except OSError:
                pass
    """,
    "a module of the name of one that tests import": """
        for name in ("conftest", "sitecustomize", "helpers"):
            Path(f"/tests/{name}.py").write_text(AGREES)
        sys.path.insert(0, "/tests")
    """,
    "a patched module": """
        import _pytest.python, sandbox.checks, sandbox.proxy, sandbox.reporter
        sandbox.reporter.outcome_of = lambda *a, **k: sandbox.reporter._PASSED
        _pytest.python.Function.runtest = lambda self: None
    """,
    "environment variables": """
        os.environ["PYTEST_ADDOPTS"] = "-k nothing"
        os.environ["PYTHONPATH"] = "/tests"
    """,
    "a process that writes over every test": """
        def work():
            for path in Path("/tests").glob("*/tests/test_*.py"):
                path.write_text("def test_one(solution):\\n    solution.f(1)\\n")
            for path in Path("/tests").glob("*"):
                (path / "conftest.py").write_text(AGREES)
        in_background(work)
    """,
    "a process that removes every test": """
        import shutil
        in_background(lambda: [shutil.rmtree(path, ignore_errors=True) for path in Path("/tests").glob("*")])
    """,
    "a process that ends all others": """
        import signal
        own = {os.getpid(), *others()}
        in_background(lambda: [os.kill(pid, signal.SIGKILL) for pid in others() if pid not in own])
    """,
    "a process that stops all others": """
        import signal
        own = {os.getpid(), *others()}
        in_background(lambda: [os.kill(pid, signal.SIGSTOP) for pid in others() if pid not in own])
    """,
    "a full disk": """
        for number in range(100):
            try:
                Path(f"/tests/full{number}").write_bytes(bytes(1 << 20))
            except OSError:
                pass
    """,
    "processes up to the limit": """
        for _ in range(100):
            try:
                in_background(lambda: time.sleep(60))
            except OSError:
                break
    """,
    "a process that holds memory": """
        def work():
            held.append(bytearray(b"x") * (64 << 20))
            if len(held) > 24:
                time.sleep(60)
        held = []
        in_background(work)
    """,
}


@pytest.fixture
def sandbox(docker: Callable[[Runtime], Sandbox]) -> Iterator[Sandbox]:
    with ReusingSandbox(docker(Runtime.PYTHON)) as reusing:
        yield reusing


@pytest.fixture
def victim(tmp_path: Path) -> Problem:
    return write_problem(tmp_path / "victim", VICTIM)


def plants(folder: Path, how: str) -> Problem:
    """A problem whose only test plants something before it lets its solution pass."""
    body = textwrap.indent(textwrap.dedent(PLANTS[how]), "    ")
    return write_problem(folder / "planter", f"{PRELUDE}\n\ndef test_one(solution):\n    solution.f(1)\n{body}")


@pytest.mark.parametrize("how", PLANTS)
def test_what_a_folder_plants_changes_no_verdict_of_another(
    how: str, sandbox: Sandbox, tmp_path: Path, victim: Problem
) -> None:
    planter = plants(tmp_path, how)
    assert judge(planter, RIGHT, sandbox).verdict is Verdict.ACCEPTED
    verdicts = [judge(victim, submission, sandbox).verdict for submission in (RIGHT, WRONG, RIGHT)]
    assert verdicts == [Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.ACCEPTED]
