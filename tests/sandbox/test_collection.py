"""A problem's tests are collected once and run many times, each time as if for the first."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from judge.errors import SandboxError
from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandboxes import Channel, Sandbox
from judge.sandboxes.process import ProcessSandbox
from judge.sandboxes.reuse import MAX_GRADERS, ReusingSandbox
from judge.submission import ALL, Selection, Submission
from judge.verdict import Report, Verdict

TELLS = """\
import os, random

COLLECTED_IN = os.getpid()
SEEN = []


def test_who(solution):
    assert solution.f(1) == 1
    SEEN.append(1)
    assert 0, f"{COLLECTED_IN} {os.getpid()} {len(SEEN)} {random.random()}"


def test_other(solution):
    assert solution.f(2) == 2
"""
LEAVES = """\
import os, time


def test_one(solution):
    assert solution.f(1) == 1
    ends, told = os.pipe()
    if os.fork() == 0:
        os.setsid()
        pid = os.fork()
        if pid == 0:
            time.sleep(600)
        os.write(told, b"%d" % pid)
        os._exit(0)
    assert 0, os.read(ends, 10).decode()
"""
RIGHT = b"def f(x): return x\n"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with ReusingSandbox(ProcessSandbox()) as reusing:
        yield reusing


def told(problem: Problem, sandbox: Sandbox, selection: Selection = ALL) -> list[str]:
    """The process that collected, the one that ran, how much the latter had seen, what it drew."""
    return judged(problem, sandbox, selection).tests[0].message.split()


def judged(problem: Problem, sandbox: Sandbox, selection: Selection = ALL) -> Report:
    return judge(problem, Submission("x.py", RIGHT), sandbox, selection)


def test_the_same_tests_are_collected_once(sandbox: Sandbox, make_problem: Callable[..., Problem]) -> None:
    problem = make_problem(TELLS)
    first, second = told(problem, sandbox), told(problem, sandbox)
    assert first[0] == second[0]
    assert first[1] != second[1]


def test_a_run_finds_nothing_of_the_one_before(sandbox: Sandbox, make_problem: Callable[..., Problem]) -> None:
    problem = make_problem(TELLS)
    first, second = told(problem, sandbox), told(problem, sandbox)
    assert (first[2], second[2]) == ("1", "1")
    assert first[3] == second[3]


def test_each_run_has_its_own_seed_and_selection(sandbox: Sandbox, make_problem: Callable[..., Problem]) -> None:
    problem = make_problem(TELLS)
    first, second = told(problem, sandbox), told(problem, sandbox, Selection(seed=7))
    assert first[3] != second[3]
    only = judged(problem, sandbox, Selection(case="other"))
    assert [(test.name, test.verdict) for test in only.tests] == [("test_other", Verdict.ACCEPTED)]


def test_tests_that_have_changed_are_collected_anew(sandbox: Sandbox, make_problem: Callable[..., Problem]) -> None:
    first = told(make_problem(TELLS), sandbox)
    second = told(make_problem(TELLS.replace("test_other", "test_another")), sandbox)
    assert first[0] != second[0]


def test_when_what_has_collected_is_gone_the_next_run_collects_anew(
    sandbox: Sandbox, make_problem: Callable[..., Problem]
) -> None:
    problem = make_problem(TELLS)
    first = told(problem, sandbox)
    os.kill(int(first[0]), signal.SIGKILL)
    time.sleep(0.1)
    assert told(problem, sandbox)[0] != first[0]


def test_when_a_grader_is_killed_what_it_has_collected_goes_too(
    sandbox: Sandbox, make_problem: Callable[..., Problem]
) -> None:
    collected = Path(f"/proc/{told(make_problem(TELLS), sandbox)[0]}")
    grader = int(collected.joinpath("stat").read_text().rpartition(")")[2].split()[1])
    os.kill(grader, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while collected.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not collected.exists()


def test_tests_that_cannot_be_collected_do_not_stand_in_the_way_of_others(
    sandbox: Sandbox, make_problem: Callable[..., Problem]
) -> None:
    from judge.errors import ProblemError

    for _ in range(2):
        with pytest.raises(ProblemError, match="cannot be collected"):
            judged(make_problem("import nowhere\n"), sandbox)
        assert told(make_problem(TELLS), sandbox)[2] == "1"


def test_the_tests_of_several_problems_wait_side_by_side(
    sandbox: Sandbox, make_problem: Callable[..., Problem]
) -> None:
    problems = [make_problem(f"{TELLS}# {number}\n", id=f"p{number}") for number in range(3)]
    first, second = ([told(problem, sandbox)[0] for problem in problems] for _ in range(2))
    assert first == second
    assert len(set(first)) == 3


def test_the_grader_that_was_not_used_for_longest_makes_room(
    sandbox: Sandbox, make_problem: Callable[..., Problem]
) -> None:
    problems = [make_problem(f"{TELLS}# {number}\n", id=f"p{number}") for number in range(MAX_GRADERS + 1)]
    first = [told(problem, sandbox)[0] for problem in problems]
    again = {number: told(problems[number], sandbox)[0] for number in (MAX_GRADERS, 1, 0)}
    assert (again[MAX_GRADERS], again[1]) == (first[MAX_GRADERS], first[1])
    assert again[0] != first[0]
    deadline = time.monotonic() + 10  # it dies with its grader, a moment later
    while Path(f"/proc/{first[0]}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{first[0]}").exists()


def test_what_a_run_leaves_running_is_gone_at_the_next(sandbox: Sandbox, make_problem: Callable[..., Problem]) -> None:
    problem = make_problem(LEAVES)
    (daemon,) = told(problem, sandbox)
    told(problem, sandbox)
    with pytest.raises(ProcessLookupError):
        os.kill(int(daemon), 0)


def test_what_has_collected_stands_still_until_the_next_run(
    sandbox: Sandbox, make_problem: Callable[..., Problem]
) -> None:
    problem = make_problem(
        f"import threading\nthreading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()\n{TELLS}"
    )
    for _ in range(2):
        pid = told(problem, sandbox)[0]
        deadline = time.monotonic() + 20
        while state_of(pid) != "T" and time.monotonic() < deadline:
            time.sleep(0.01)
        assert state_of(pid) == "T"


def state_of(pid: str) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_grader_that_has_run_the_tests_of_one_problem_refuses_another(make_problem: Callable[..., Problem]) -> None:
    problems = [make_problem(f"{TELLS}# {number}\n", id=f"p{number}") for number in range(2)]

    class Careless(ReusingSandbox):
        def open_grader(self, runtime: Runtime, tests: str) -> Channel:  # noqa: ARG002 - it does not care
            return super().open_grader(runtime, "any")

    with Careless(ProcessSandbox()) as sandbox:
        judged(problems[0], sandbox)
        with pytest.raises(SandboxError, match="the tests of one problem serves no other"):
            judged(problems[1], sandbox)


def test_tests_that_cannot_be_collected_end_no_run_of_others_wrongly(
    sandbox: Sandbox, make_problem: Callable[..., Problem]
) -> None:
    from judge.errors import ProblemError

    good, broken = make_problem(TELLS, id="good"), make_problem("import nowhere\n", id="broken")
    for _ in range(2):
        assert told(good, sandbox)[2] == "1"
        with pytest.raises(ProblemError, match="cannot be collected"):
            judged(broken, sandbox)
