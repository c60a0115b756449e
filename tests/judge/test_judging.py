"""The contract of `judge`, over Docker and over the plain process: verdict, reason, measures and blame of each test.

One submission that can do anything (`CAN_DO_ANYTHING`) is judged once for each sandbox; most tests here look at one of
its results. What needs a submission of its own comes after that.
"""

from __future__ import annotations

import dataclasses
import os
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from judge.errors import ProblemError, SandboxError
from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandbox_kind import SandboxKind
from judge.sandboxes import Channel, Sandbox
from judge.sandboxes.docker import containers
from judge.sandboxes.process import ProcessSandbox
from judge.submission import Event, Selection, SourceLoaded, Submission, TestEnded, TestName, TestsCollected
from judge.verdict import Report, TestResult, Verdict

AC, WA, TLE, MLE = Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT
OLE, RTE, CE, JE, SK = (
    Verdict.OUTPUT_LIMIT,
    Verdict.RUN_TIME_ERROR,
    Verdict.COMPILE_ERROR,
    Verdict.JUDGE_ERROR,
    Verdict.SKIPPED,
)
OpenSandbox = Callable[[Runtime], Sandbox]
MakeProblem = Callable[..., Problem]

CAN_DO_ANYTHING = """\
import json, os, random, sys, threading, time

CALLS = []

def f(what, *args):
    return globals()[what](*args)

def double(x): return 2 * x
def loop():
    while True:
        pass
def sleep(): time.sleep(60)
def burn(seconds):
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        pass
def burn_in_child(seconds):
    if os.fork() == 0:
        burn(seconds)
        os._exit(0)
    os.wait()
def burn_in_thread(seconds):
    thread = threading.Thread(target=burn, args=(seconds,))
    thread.start()
    thread.join()
def fill(megabytes): return len(b"x" * (megabytes << 20))
def say(text, times=1):
    for _ in range(times):
        print(text)
def complain(text): print(text, file=sys.stderr)
def divide(x): return 1 / x
def through_a_library(text): return json.loads(text)
def recurse(n): return recurse(n + 1)
def leave(code): sys.exit(code)
def vanish(code): os._exit(code)
def same(x): return x
def draw(): return random.random()
def numpy(): import numpy
def thing(): return object()
def remember(x):
    CALLS.append(x)
    return len(CALLS)

class Box:
    def __init__(self): self.held = []
    def put(self, x):
        self.held.append(x)
        return len(self.held)
"""
TESTS = '''\
"""Each does one thing."""
import pytest
from sandbox.checks import close, equal

OLD = []

def test_right(solution):
    equal(solution.f("double", 21), 42)

def test_wrong(solution):
    equal(solution.f("double", 20), 77, given="double(20)")

def test_bare_assert(solution):
    """It doubles numbers."""
    assert solution.f("double", 20) == 77

def test_assert_with_a_message(solution):
    assert solution.f("double", 20) == 77, "a number is doubled\\nnot 77"

def test_raises(solution):
    solution.f("divide", 0)

def test_raises_in_a_library(solution):
    solution.f("through_a_library", "{")

def test_raises_as_expected(solution):
    with pytest.raises(ZeroDivisionError):
        solution.f("divide", 0)

def test_does_not_raise(solution):
    with pytest.raises(ValueError):
        solution.f("double", 1)

def test_loops(solution):
    solution.f("loop")

def test_right_after_a_loop(solution):
    equal(solution.f("double", 2), 4)

def test_sleeps(solution):
    solution.f("sleep")

def test_loops_though_the_test_catches_everything(solution):
    try:
        solution.f("loop")
    except BaseException:
        pass

@pytest.mark.limits(time_s=0.1)
def test_loops_under_a_limit_of_its_own(solution):
    solution.f("loop")

@pytest.mark.limits(time_s=2.0)
def test_works_long_under_a_limit_of_its_own(solution):
    solution.f("burn", 0.6)

@pytest.mark.limits(memory_mb=16)
def test_fills_memory_under_a_limit_of_its_own(solution):
    solution.f("fill", 30)

def test_fills_memory(solution):
    solution.f("fill", 200)

def test_fills_memory_below_the_limit(solution):
    equal(solution.f("fill", 24), 24 << 20)

def test_recursion(solution):
    solution.f("recurse", 0)

def test_prints(solution):
    solution.f("say", "hello")
    solution.f("complain", "there")

def test_prints_nothing_again(solution):
    solution.f("same", 1)

def test_prints_much(solution):
    solution.f("say", "x" * 999, 1000)

def test_prints_without_end(solution):
    solution.f("say", "x" * 999, 100_000)

def test_leaves(solution):
    solution.f("leave", 0)

def test_vanishes(solution):
    solution.f("vanish", 0)

def test_broken(solution):
    raise KeyError("mine")

def test_broken_by_what_cannot_travel(solution):
    solution.f("double", object())

def test_skipped(solution):
    pytest.skip("not today")

def test_none(solution):
    equal(solution.f("same", None), 5)

def test_object_for_a_number(solution):
    close(solution.f("thing"), 1.0)

def test_what_it_returned_cannot_be_used(solution):
    solution.f("same", None)[0]

def test_state_of_an_object(solution):
    box = solution.Box()
    equal([box.put(1), box.put(2), solution.batch(box, [("put", 3)] * 3)], [1, 2, [3, 4, 5]])

def test_makes_an_object(solution):
    OLD.append(solution.Box())

def test_uses_an_object_of_an_earlier_test(solution):
    OLD[0].put(1)

def test_burns_in_a_child(solution):
    solution.f("burn_in_child", 0.2)

def test_burns_in_a_thread(solution):
    solution.f("burn_in_thread", 0.2)

def test_draws(solution):
    equal(solution.f("draw"), 0.8444218515250481)

def test_draws_again(solution):
    equal(solution.f("draw"), 0.8444218515250481)

def test_has_no_numpy(solution):
    solution.f("numpy")

def test_two_calls_are_measured_together(solution):
    for _ in range(3):
        solution.f("burn", 0.1)

@pytest.mark.parametrize("x", [1, 2])
def test_parameters(solution, x):
    equal(solution.f("double", x), 2)

class TestInAClass:
    def test_method(self, solution):
        equal(solution.f("double", 1), 2)
'''
LINES = CAN_DO_ANYTHING.splitlines()


@dataclass(frozen=True)
class Judged:
    """One judged submission, with what was told on the way."""

    report: Report
    events: tuple[Event, ...]

    def __getitem__(self, name: str) -> TestResult:
        return next(test for test in self.report.tests if test.name == f"test_{name}")


def judged(problem: Problem, source: str | bytes, sandbox: Sandbox, **selection: Any) -> Judged:
    events: list[Event] = []
    text = source.encode() if isinstance(source, str) else source
    report = judge(problem, Submission("mine.py", text), sandbox, Selection(**selection), events.append)
    return Judged(report, tuple(events))


@pytest.fixture(scope="module")
def everything(open_sandbox: OpenSandbox, make_problem_once: MakeProblem) -> Judged:
    problem = make_problem_once(TESTS, entry=("f", "Box"), time_s=0.4, memory_mb=48)
    return judged(problem, CAN_DO_ANYTHING, open_sandbox(Runtime.PYTHON))


# The report as a whole


def test_the_overall_verdict_is_that_of_the_first_test_that_is_not_accepted(everything: Judged) -> None:
    assert everything["right"].verdict is AC
    assert everything["wrong"].verdict is everything.report.verdict is WA


def test_tests_come_in_the_order_of_the_file_with_their_parameters_and_classes(everything: Judged) -> None:
    found = re.findall(r"^ *def (test_\w+)|^class (\w+)", TESTS, re.MULTILINE)
    names = [name for name, _ in found if name and name not in {"test_parameters", "test_method"}]
    expected = [*names, "test_parameters[1]", "test_parameters[2]", "TestInAClass::test_method"]
    assert [test.name for test in everything.report.tests] == expected
    assert everything.report.total == len(expected)


def test_the_tests_are_announced_before_their_results_and_each_result_once(everything: Judged) -> None:
    tests = everything.report.tests
    collected = TestsCollected(tuple(TestName(test.name, test.group) for test in tests))
    assert everything.events == (collected, SourceLoaded(), *map(TestEnded, tests))


def test_the_report_says_what_was_judged_where_and_when(everything: Judged) -> None:
    report = everything.report
    assert (report.problem, report.file) == ("shared", "mine.py")
    assert report.sha256 == Submission("", CAN_DO_ANYTHING.encode()).sha256
    assert report.sandbox.kind in {"process", "docker"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", report.started_at)
    assert report.wall_s > 0
    assert report.passed == sum(test.verdict is AC for test in report.tests)


def test_messages_show_neither_inputs_nor_expected_values_nor_the_judges_own_frames(everything: Judged) -> None:
    for test in everything.report.tests:
        assert not re.search(r"\b77\b|sandbox/|executor|Traceback", test.message), test


# Verdict and reason of each


def test_a_wrong_value_is_a_wrong_answer_with_the_values_in_the_detail(everything: Judged) -> None:
    result = everything["wrong"]
    assert (result.verdict, result.message) == (WA, "wrong value")
    assert result.detail == "double(20) gave 40, expected 77"


def test_a_bare_assert_is_a_wrong_answer_that_says_what_the_test_is_for(everything: Judged) -> None:
    result = everything["bare_assert"]
    assert (result.verdict, result.message) == (WA, "It doubles numbers.")
    assert "77" in result.detail


def test_the_first_line_of_an_asserts_message_is_the_reason(everything: Judged) -> None:
    result = everything["assert_with_a_message"]
    assert (result.verdict, result.message) == (WA, "a number is doubled")


def test_an_uncaught_exception_is_a_run_time_error_with_the_solutions_own_frames(everything: Judged) -> None:
    result = everything["raises"]
    assert result.verdict is RTE
    call, divide = LINES.index("    return globals()[what](*args)") + 1, LINES.index("def divide(x): return 1 / x") + 1
    assert result.message.splitlines() == [
        "ZeroDivisionError: division by zero",
        f'  File "solution.py", line {call}, in f',
        "    return globals()[what](*args)",
        f'  File "solution.py", line {divide}, in divide',
        "    def divide(x): return 1 / x",
    ]


def test_frames_of_a_library_are_not_shown(everything: Judged) -> None:
    result = everything["raises_in_a_library"]
    assert result.verdict is RTE
    assert result.message.startswith("JSONDecodeError: ")
    assert set(re.findall(r'File "(.*?)"', result.message)) == {"solution.py"}


def test_an_expected_exception_is_accepted(everything: Judged) -> None:
    assert everything["raises_as_expected"].verdict is AC


def test_a_missing_exception_is_a_wrong_answer_that_names_it(everything: Judged) -> None:
    result = everything["does_not_raise"]
    assert result.verdict is WA
    assert "did not raise ValueError" in result.message


def test_an_endless_loop_is_out_of_time_and_names_the_line(everything: Judged) -> None:
    result = everything["loops"]
    assert result.verdict is TLE
    assert re.fullmatch(r"more than 0\.4 s of CPU time, at line \d+, in loop: (while True:|pass)", result.message)
    assert 0.4 <= result.time_s < 0.9


def test_one_time_out_does_not_hide_the_rest(everything: Judged) -> None:
    assert everything["right_after_a_loop"].verdict is AC


def test_a_solution_that_sleeps_is_out_of_time_and_names_the_line(everything: Judged) -> None:
    result = everything["sleeps"]
    assert result.verdict is TLE
    assert re.match(r"no answer within 2 s, at line \d+, in sleep: ", result.message)
    assert result.time_s < 0.3


def test_a_test_that_catches_everything_is_out_of_time_all_the_same(everything: Judged) -> None:
    assert everything["loops_though_the_test_catches_everything"].verdict is TLE


def test_a_test_may_have_less_time_than_the_problem_gives(everything: Judged) -> None:
    result = everything["loops_under_a_limit_of_its_own"]
    assert result.verdict is TLE
    assert result.message.startswith("more than 0.1 s of CPU time")
    assert result.time_limit_s == 0.1
    assert result.time_s < 0.4


def test_a_test_may_have_more_time_than_the_problem_gives(everything: Judged) -> None:
    result = everything["works_long_under_a_limit_of_its_own"]
    assert result.verdict is AC
    assert result.time_s >= 0.6


def test_a_test_may_have_less_memory_than_the_problem_gives(everything: Judged) -> None:
    result = everything["fills_memory_under_a_limit_of_its_own"]
    assert result.verdict is MLE
    assert result.message.startswith("more than 16 MB")


def test_too_much_memory_is_out_of_memory_and_names_the_line(everything: Judged) -> None:
    result = everything["fills_memory"]
    assert result.verdict is MLE
    assert re.match(r"more than 48 MB, at line \d+, in fill: ", result.message)


def test_memory_below_the_limit_is_fine_and_measured(everything: Judged) -> None:
    result = everything["fills_memory_below_the_limit"]
    assert result.verdict is AC
    assert 20 <= result.memory_mb < 60
    assert everything["right"].memory_mb < 8


def test_endless_recursion_is_a_run_time_error_that_shows_its_line_once(everything: Judged) -> None:
    result = everything["recursion"]
    assert result.verdict is RTE
    assert result.message.startswith("RecursionError")
    assert result.message.count("in recurse") == 1


def test_what_is_printed_is_the_tests_output(everything: Judged) -> None:
    assert everything["prints"].verdict is AC
    assert everything["prints"].output == "hello\nthere\n"


def test_output_belongs_to_its_test_alone(everything: Judged) -> None:
    assert everything["prints_nothing_again"].output == ""
    assert everything["right"].output == ""


def test_much_output_is_cut_and_costs_nothing(everything: Judged) -> None:
    result = everything["prints_much"]
    assert result.verdict is AC
    assert 1000 < len(result.output) <= 16 << 10


def test_output_without_end_is_too_much(everything: Judged) -> None:
    result = everything["prints_without_end"]
    assert result.verdict is OLE
    assert "4 MB" in result.message


def test_leaving_the_interpreter_is_a_run_time_error_whatever_the_exit_code(everything: Judged) -> None:
    assert everything["leaves"].verdict is RTE
    assert everything["leaves"].message.startswith("SystemExit")
    assert everything["vanishes"].verdict is RTE
    assert everything["vanishes"].message == "the process exited with status 0"


def test_a_test_that_fails_before_it_asks_anything_is_the_judges_error(everything: Judged) -> None:
    result = everything["broken"]
    assert result.verdict is JE
    assert "KeyError: 'mine'" in result.message
    assert everything["broken_by_what_cannot_travel"].verdict is JE
    assert "cannot travel" in everything["broken_by_what_cannot_travel"].message


def test_a_test_that_uses_an_object_of_an_earlier_test_is_broken(everything: Judged) -> None:
    assert everything["makes_an_object"].verdict is AC
    result = everything["uses_an_object_of_an_earlier_test"]
    assert result.verdict is JE
    assert "earlier test" in result.message


def test_a_skipped_test_says_why(everything: Judged) -> None:
    result = everything["skipped"]
    assert (result.verdict, result.message) == (SK, "not today")


def test_another_type_is_a_wrong_answer_that_names_it(everything: Judged) -> None:
    assert everything["none"].verdict is WA
    assert everything["none"].message == "a value of type None, expected int; is a `return` missing?"
    assert everything["object_for_a_number"].verdict is WA
    assert (
        everything["object_for_a_number"].message == "the result is of type <an object of type object>, expected float"
    )


def test_a_test_that_stumbles_over_the_answer_is_a_wrong_answer(everything: Judged) -> None:
    result = everything["what_it_returned_cannot_be_used"]
    assert (result.verdict, result.message) == (WA, "what it returned cannot be used")
    assert "TypeError" in result.detail


def test_an_object_keeps_its_state_from_call_to_call(everything: Judged) -> None:
    assert everything["state_of_an_object"].verdict is AC


def test_time_of_child_processes_and_of_threads_counts(everything: Judged) -> None:
    for name in ("burns_in_a_child", "burns_in_a_thread"):
        assert everything[name].verdict is AC
        assert 0.19 <= everything[name].time_s < 0.4


def test_the_time_of_a_test_is_that_of_all_its_calls(everything: Judged) -> None:
    assert everything["two_calls_are_measured_together"].verdict is AC
    assert 0.29 <= everything["two_calls_are_measured_together"].time_s < 0.4


def test_random_numbers_are_the_same_in_every_test_and_every_run(everything: Judged) -> None:
    assert everything["draws"].verdict is AC
    assert everything["draws_again"].verdict is AC


def test_the_python_runtime_has_no_numpy(everything: Judged) -> None:
    result = everything["has_no_numpy"]
    assert result.verdict is RTE
    assert result.message.startswith("ModuleNotFoundError: No module named 'numpy'")


def test_each_case_of_a_parametrised_test_has_its_own_verdict(everything: Judged) -> None:
    assert everything["parameters[1]"].verdict is AC
    assert everything["parameters[2]"].verdict is WA


# Loading

ONE_TEST = "def test_one(solution):\n    assert solution.f(1) == 1\n"


@pytest.mark.parametrize(
    ("source", "verdict", "reason"),
    [
        ("def f(x:\n    return x\n", CE, r"SyntaxError: .*\n  File \"solution.py\", line 1\n"),
        ("import numpy\ndef f(x): return x\n", CE, r"ModuleNotFoundError: No module named 'numpy'\n.*line 1"),
        (
            "import os\nos._exit(0)\n",
            CE,
            r"the process exited with status 0 while the file was being loaded",
        ),
        ("while True:\n    pass\n", TLE, r"more than 2 s of CPU time, at line \d, in <module>: "),
    ],
    ids=["syntax error", "no numpy", "exit", "endless"],
)
def test_a_source_that_cannot_be_loaded_says_why_and_runs_no_test(
    open_sandbox: OpenSandbox,
    share_graders: Callable[[Sandbox], Sandbox],
    make_problem: MakeProblem,
    source: str,
    verdict: Verdict,
    reason: str,
) -> None:
    got = judged(make_problem(ONE_TEST), source, share_graders(open_sandbox(Runtime.PYTHON)))
    assert got.report.verdict is verdict
    assert re.match(reason, got.report.message), got.report.message
    assert (got.report.tests, got.report.total, got.report.passed) == ((), 1, 0)
    assert got.events == (TestsCollected((TestName("test_one", "hidden"),)),)


@pytest.mark.parametrize(
    "source",
    [
        "\ufeffdef f(x):\r\n    return x\r\n",
        "def f(x): return x  # 中文 é 😀",
        "print('loading')\ndef f(x): return x\n",
    ],
    ids=["BOM and CRLF", "no newline at the end", "prints while loading"],
)
def test_harmless_oddities_of_a_file_do_no_harm(make_problem: MakeProblem, source: str) -> None:
    assert judged(make_problem(ONE_TEST), source, ProcessSandbox()).report.verdict is AC


# Selection


SAMPLE = "def test_a(solution): assert solution.f(1) == 1\ndef test_b(solution): assert solution.f(2) == 2\n"
HIDDEN = "def test_c(solution): assert solution.f(3) == 3\ndef test_a_again(solution): assert solution.f(4) == 4\n"


@pytest.fixture
def two_groups(make_problem: MakeProblem) -> Problem:
    problem = make_problem(HIDDEN)
    (problem.folder / "tests" / "test_sample.py").write_text(SAMPLE, encoding="utf-8")
    return problem


def names(got: Judged) -> list[tuple[str, str, str]]:
    return [(test.name, test.group, str(test.verdict)) for test in got.report.tests]


def test_samples_come_first(two_groups: Problem) -> None:
    assert names(judged(two_groups, "def f(x): return x", ProcessSandbox())) == [
        ("test_a", "sample", "AC"),
        ("test_b", "sample", "AC"),
        ("test_c", "hidden", "AC"),
        ("test_a_again", "hidden", "AC"),
    ]


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        ({"groups": ("sample",)}, ["test_a", "test_b"]),
        ({"groups": ("hidden",)}, ["test_c", "test_a_again"]),
        ({"case": "test_a"}, ["test_a", "test_a_again"]),
        ({"case": "again", "groups": ("hidden",)}, ["test_a_again"]),
    ],
    ids=str,
)
def test_a_selection_runs_what_it_names_and_nothing_else(
    two_groups: Problem, selection: dict[str, Any], chosen: list[str]
) -> None:
    got = judged(two_groups, "def f(x): return x", ProcessSandbox(), **selection)
    assert [test.name for test in got.report.tests] == chosen
    assert (got.report.verdict, got.report.total) == (AC, len(chosen))


def test_a_selection_of_nothing_is_not_accepted(two_groups: Problem) -> None:
    report = judged(two_groups, "def f(x): return x", ProcessSandbox(), case="no such test").report
    assert (report.verdict, report.total) == (JE, 0)


def test_fail_fast_skips_what_comes_after_the_first_failure(two_groups: Problem) -> None:
    got = judged(two_groups, "def f(x): return x if x != 2 else 0", ProcessSandbox(), fail_fast=True)
    assert [verdict for _, _, verdict in names(got)] == ["AC", "WA", "SK", "SK"]
    assert got.report.tests[-1].message == "not run: an earlier test failed"
    assert (got.report.verdict, got.report.total) == (WA, 4)
    assert got.events[2:] == tuple(map(TestEnded, got.report.tests))


def test_the_time_factor_stretches_every_limit(make_problem: MakeProblem) -> None:
    tests = (
        "import pytest\n"
        "def test_a(solution): solution.f(0.3)\n"
        "@pytest.mark.limits(time_s=0.1)\ndef test_b(solution): solution.f(0.15)\n"
    )
    problem = make_problem(tests, time_s=0.2)
    source = "import time\ndef f(s):\n    ends = time.process_time() + s\n    while time.process_time() < ends: pass\n"
    assert judged(problem, source, ProcessSandbox()).report.passed == 0
    report = judged(problem, source, ProcessSandbox(), time_factor=3.0).report
    assert report.verdict is AC
    assert [test.time_limit_s for test in report.tests] == pytest.approx([0.6, 0.3])


def test_the_seed_of_the_inputs_can_be_chosen_and_changes_nothing_of_the_solution(make_problem: MakeProblem) -> None:
    problem = make_problem("import random\ndef test_it(solution, seed):\n    solution.f(random.random(), seed)\n")
    source = "import random\ndef f(x, seed): print(x, seed, '|', random.random())"

    def printed(seed: int) -> tuple[str, str]:
        inputs, _, own = judged(problem, source, ProcessSandbox(), seed=seed).report.tests[0].output.partition("|")
        return inputs, own

    assert printed(0) == printed(0)
    assert printed(0)[0] != printed(1)[0]
    assert printed(0)[1] == printed(1)[1]


# Broken problems


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ("def test_it(solution:\n", "SyntaxError"),
        ("import no_such_helper\ndef test_it(solution): pass\n", "no_such_helper"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("import os\nos._exit(5)\n", "exited with 5"),
        ("import pytest\n@pytest.mark.limits(memory_mb=999)\ndef test_it(solution): pass\n", "test_it: .*memory"),
    ],
    ids=["syntax error", "import error", "exception", "exit", "memory above the problem's"],
)
def test_tests_that_cannot_be_collected_are_the_problems_fault(
    make_problem: MakeProblem, tests: str, said: str
) -> None:
    problem = make_problem(tests)
    with pytest.raises(ProblemError, match=f"(?s)problem tiny: .*{said}") as caught:
        judged(problem, "def f(x): return x", ProcessSandbox())
    assert str(problem.folder / "tests") in caught.value.hint
    if "Error" in said or "helper" in said:
        assert "test_hidden.py" in caught.value.message


def test_a_test_that_needs_an_unknown_fixture_is_broken(make_problem: MakeProblem) -> None:
    report = judged(make_problem("def test_it(solution, no_such): pass\n"), "def f(x): pass", ProcessSandbox()).report
    assert report.verdict is JE
    assert "no_such" in report.tests[0].message


def test_a_test_that_passes_without_asking_the_solution_proves_nothing(make_problem: MakeProblem) -> None:
    """Acceptance needs an answer; a test without one says nothing about the solution."""
    report = judged(make_problem("def test_it(): pass\n"), "def f(x): pass", ProcessSandbox()).report
    assert report.total == 1


def test_a_grader_that_dies_in_a_test_is_never_the_solutions_fault(make_problem: MakeProblem) -> None:
    tests = "import os\ndef test_a(solution): os._exit(3)\n"
    with pytest.raises((ProblemError, SandboxError)):
        judged(make_problem(tests), "def f(x): return x", ProcessSandbox())


def test_tests_cannot_be_skipped_into_acceptance(make_problem: MakeProblem) -> None:
    tests = "import pytest\ndef test_it(solution):\n    solution.f(1)\n    pytest.skip('no')\n"
    assert judged(make_problem(tests), "def f(x): return x", ProcessSandbox()).report.verdict is JE


# Memory of numpy and torch


LIBRARY_TESTS = "def test_small(solution): solution.f(32)\ndef test_large(solution): solution.f(400)\n"


@pytest.mark.parametrize(
    ("runtime", "source"),
    [
        ("numpy", "import numpy as np\ndef f(mb): return float(np.ones(mb << 17).sum())\n"),
        ("torch", "import torch\ndef f(mb): return float(torch.ones(mb << 18).sum())\n"),
    ],
)
def test_memory_of_arrays_and_tensors_is_limited_and_measured_above_the_loaded_runtime(
    open_sandbox: OpenSandbox, make_problem: MakeProblem, runtime: str, source: str
) -> None:
    problem = make_problem(LIBRARY_TESTS, runtime=runtime, time_s=2.0, memory_mb=96)
    small, large = judged(problem, source, open_sandbox(Runtime(runtime))).report.tests
    assert small.verdict is AC
    assert 24 <= small.memory_mb < 72
    assert large.verdict is MLE
    assert re.match(r"more than 96 MB, at line 2, in f: ", large.message)


def test_arguments_that_do_not_fit_into_memory_are_out_of_memory_too(
    open_sandbox: OpenSandbox, make_problem: MakeProblem
) -> None:
    tests = "import numpy as np\ndef test_it(solution): solution.f(np.ones(3 << 20))\n"
    problem = make_problem(tests, runtime="numpy", time_s=2.0, memory_mb=40)
    report = judged(problem, "def f(x): return 0\n", open_sandbox(Runtime.NUMPY)).report
    assert report.verdict is MLE


# Nothing is left


class WatchedSandbox:
    """A sandbox that remembers the channels that it has opened."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.channels: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sandbox, name)

    def open_worker(self, runtime: Runtime, memory_mb: int) -> Channel:
        return self._remember(self._sandbox.open_worker(runtime, memory_mb))

    def open_grader(self, runtime: Runtime, tests: str) -> Channel:
        return self._remember(self._sandbox.open_grader(runtime, tests))

    def _remember(self, channel: Channel) -> Channel:
        self.channels.append(channel)
        return channel


def processes_with(text: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:
            continue
        if text.encode() in command:
            found.append(command.decode(errors="replace"))
    return found


def soon(condition: Callable[[], bool], within_s: float = 20.0) -> bool:
    deadline = time.monotonic() + within_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


DAEMON = """\
import os, subprocess
def f(mark):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv({python!r}, ["python", "-c", "import time; time.sleep(500)  # " + mark])
        os._exit(0)
    os.wait()
    return 1
"""


@pytest.mark.parametrize("ending", ["return", "crash", "problem error", "interrupt"])
def test_nothing_is_left_when_it_is_over(
    open_sandbox: OpenSandbox,
    make_problem: MakeProblem,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
) -> None:
    folders = tmp_path / "temporary"
    folders.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folders))
    sandbox = WatchedSandbox(open_sandbox(Runtime.PYTHON))
    mark = f"left-over-{ending.replace(' ', '-')}-{time.monotonic_ns()}"
    broken = "1 / 0\n" if ending == "problem error" else ""
    problem = make_problem(f"{broken}def test_one(solution):\n    assert solution.f({mark!r}) == 1\n")
    python = "/venv/bin/python" if sandbox.info.kind is SandboxKind.DOCKER else __import__("sys").executable
    source = DAEMON.format(python=python) + ("    os.kill(os.getpid(), 11)\n" if ending == "crash" else "")
    started: list[bool] = []

    def on_event(event: Event) -> None:
        started.append(bool(processes_with(mark)))
        if ending == "interrupt" and isinstance(event, TestEnded):
            raise KeyboardInterrupt

    expected = {"problem error": ProblemError, "interrupt": KeyboardInterrupt}.get(ending)
    if expected is None:
        judge(problem, Submission("x.py", source.encode()), sandbox, on_event=on_event)  # type: ignore[arg-type]
    else:
        with pytest.raises(expected):
            judge(problem, Submission("x.py", source.encode()), sandbox, on_event=on_event)  # type: ignore[arg-type]
    assert len(sandbox.channels) >= 2
    assert soon(lambda: not processes_with(mark))
    # the folder of sockets is kept, and empty
    assert soon(lambda: {path.name for path in folders.iterdir()} <= {f"judge-{os.getuid()}"})
    assert soon(lambda: not list(folders.glob("*/*/*")))
    if sandbox.info.kind is SandboxKind.DOCKER:
        used = {channel.container.id for channel in sandbox.channels}
        engine = sandbox.channels[0]._engine
        assert soon(lambda: not used & {container.id for container in containers.ours(engine)})


def test_a_worker_that_does_not_start_is_a_sandbox_error(
    make_problem: MakeProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("judge.sandboxes.process._MAIN", Path("/nonexistent.py"))
    with pytest.raises(SandboxError) as caught:
        judged(make_problem(ONE_TEST), "def f(x): return x", ProcessSandbox())
    assert caught.value.hint


# Each submission starts afresh


def test_what_one_submission_did_is_not_there_for_the_next(
    open_sandbox: OpenSandbox, make_problem: MakeProblem
) -> None:
    sandbox = open_sandbox(Runtime.PYTHON)
    problem = make_problem("def test_one(solution):\n    assert solution.f(1) == 1\n")
    source = (
        "import builtins, sys, json\nseen = hasattr(builtins, 'mark') or hasattr(json, 'mark')\n"
        "builtins.mark = json.mark = 1\ndef f(x):\n    if seen: raise ValueError('seen')\n    return x\n"
    )
    for _ in range(2):
        assert judged(problem, source, sandbox).report.verdict is AC


def test_a_test_result_and_an_event_are_plain_data(everything: Judged) -> None:
    for result in everything.report.tests:
        assert isinstance(result, TestResult)
        assert all(type(value) in {str, float, Verdict} for value in dataclasses.astuple(result))
