"""`judge stress`: random inputs until one fails, made as small as it gets."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.problem import Runtime
from judge.sandboxes import Sandbox
from tests.support.small_problems import RIGHT, Judge, Ran

RANDOM = """\
from hypothesis import given, strategies as st
from sandbox.checks import equal

@given(a=st.integers(0, 1000), b=st.integers(0, 1000))
def test_any_sum(solution, a, b):
    equal(solution.add(a, b), a + b, given=f"add({a}, {b})")
"""

Stress = Callable[..., Ran]


@pytest.fixture
def stress(judge: Judge, folder: Path) -> Stress:
    """Stress a source against a problem whose hidden test draws inputs."""
    hidden = folder / "problems/addition/tests/test_hidden.py"
    hidden.write_text(RANDOM)

    def run(source: str, *options: str, tests: str = RANDOM, seconds: str = "30") -> Ran:
        hidden.write_text(tests)
        (folder / "mine.py").write_text(source)
        return judge("stress", "addition", "mine.py", "--seconds", seconds, *options)

    return run


def test_the_smallest_failing_input_is_shown_with_both_answers(stress: Stress) -> None:
    ran = stress("def add(a, b):\n    return a + b if b < 100 else -1\n")
    assert ran.code == 1
    assert "add(0, 100) gave -1, expected 100" in ran.out
    assert "Wrong answer (WA) on input " in ran.out
    assert "This is the smallest input that fails" in ran.out


def test_where_nothing_is_found_the_number_of_inputs_is_told(stress: Stress) -> None:
    ran = stress(RIGHT, "--seed", "42", seconds="0.5")
    assert ran.code == 0
    assert re.search(r"No difference in [\d,]+ random inputs \([\d.]+ s, seed 42\)", ran.out)


def test_a_seed_repeats_a_run(stress: Stress) -> None:
    source = "def add(a, b):\n    return a + b if (a ^ b) % 7 else -1\n"
    first = stress(source)
    assert (again := re.search(r"judge stress addition mine.py --seed (\d+)", first.out))
    assert _without_times(stress(source, "--seed", again[1]).out) == _without_times(first.out)


def _without_times(out: str) -> str:
    return re.sub(r"in [\d.]+ m?s", "", out)


def test_an_exception_is_shown_with_the_call(stress: Stress) -> None:
    ran = stress("def add(a, b):\n    print('seen', a)\n    return a + b + 0 // (a < 3)\n")
    assert ran.code == 1
    assert "ZeroDivisionError" in ran.out
    assert 'File "solution.py", line 3, in add' in ran.out
    assert "\n  add(3, 0)\n" in ran.out
    assert "| seen 3" in ran.out


def test_a_loop_on_one_input_ends_at_the_limit_of_a_test(stress: Stress, folder: Path) -> None:
    toml = folder / "problems/addition/problem.toml"
    toml.write_text(toml.read_text().replace("time_s = 1.0", "time_s = 0.1"))
    began = time.monotonic()
    ran = stress("def add(a, b):\n    while b:\n        pass\n    return a\n", "--seed", "1")
    assert time.monotonic() - began < 20
    assert ran.code == 1
    assert "Time limit exceeded (TLE)" in ran.out
    assert "more than 0.1 s of CPU time, at line" in ran.out
    assert "\n  add(0, 1)\n" in ran.out


def test_a_process_that_ends_itself_is_a_finding(stress: Stress) -> None:
    ran = stress("import os\ndef add(a, b):\n    return os._exit(3) if a > 4 else a + b\n")
    assert "the process exited with status 3" in ran.out
    assert "\n  add(5, 0)\n" in ran.out


def test_a_solution_that_remembers_earlier_calls_is_told_that_its_failure_does_not_repeat(stress: Stress) -> None:
    ran = stress("seen = []\ndef add(a, b):\n    seen.append(a)\n    return a + b if len(seen) < 9 else -1\n")
    assert ran.code == 1
    assert "on input 9" in ran.out
    assert "It passed when tried again" in ran.out


def test_every_test_that_draws_inputs_gets_its_turn(stress: Stress) -> None:
    other = "\n@given(a=st.integers(0, 9))\ndef test_zero(solution, a):\n    assert solution.add(a, 0) == a, 'not neutral'\n"
    ran = stress("def add(a, b):\n    return a + b if b else 7\n", tests=RANDOM.split("@given", maxsplit=1)[0] + other)
    assert "test_zero" in ran.out
    assert "not neutral" in ran.out
    assert "\n  add(0, 0)\n" in ran.out


def test_inputs_that_a_test_does_not_want_are_not_counted(stress: Stress) -> None:
    tests = RANDOM.replace("import given", "import assume, given").replace("    equal", "    assume(a > 5)\n    equal")
    ran = stress("def add(a, b):\n    return -1\n", "--seed", "1", tests=tests)
    assert "add(6, 0) gave -1, expected 6" in ran.out


def test_a_source_that_cannot_be_loaded_is_said_as_by_test(stress: Stress, judge: Judge) -> None:
    ran = stress("def add(a, b)\n")
    assert ran.code == 1
    assert ran.out == judge("test", "addition", "mine.py").out


def test_a_problem_without_random_tests_is_a_usage_error(judge: Judge, folder: Path) -> None:
    (folder / "mine.py").write_text(RIGHT)
    ran = judge("stress", "addition", "mine.py")
    assert ran.code == 2
    assert "no test of addition draws random inputs" in ran.err
    assert "judge submit addition" in ran.err


def test_a_test_that_fails_by_itself_is_the_problems_fault(stress: Stress) -> None:
    ran = stress(RIGHT, tests=RANDOM.replace("    equal", "    oops\n    equal"))
    assert ran.code == 3
    assert "test_any_sum: NameError: name 'oops' is not defined" in ran.err


def test_a_strategy_that_fails_is_the_problems_fault(stress: Stress) -> None:
    ran = stress(RIGHT, tests=RANDOM.replace("st.integers(0, 1000))", "st.integers(0, 9).map(lambda n: 1 // 0))"))
    assert ran.code == 3
    assert "test_any_sum: ZeroDivisionError" in ran.err


def test_nothing_is_recorded(stress: Stress, judge: Judge) -> None:
    stress("def add(a, b):\n    return 0\n")
    assert "Nothing submitted yet" in judge("history").out


@pytest.mark.parametrize("option", [("--seconds", "0"), ("--seconds", "1e9"), ("--seed", "-1")])
def test_options_that_make_no_sense_are_usage_errors(stress: Stress, option: tuple[str, str]) -> None:
    assert stress(RIGHT, *option).code == 2


@pytest.mark.docker
def test_in_a_container_a_mistake_is_found_and_shrunk_too(
    stress: Stress, docker: Callable[[Runtime], Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    docker(Runtime.PYTHON)
    monkeypatch.setenv("JUDGE_SANDBOX", "docker")
    ran = stress("def add(a, b):\n    return a + b if b < 100 else -1\n")
    assert ran.code == 1
    assert "add(0, 100) gave -1, expected 100" in ran.out
