"""`pytest problems/<id> --solution FILE`, as an author runs it: the same tests in one process, in plain pytest."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from judge.problem import Problem

ROOT = Path(__file__).parent.parent.parent
TESTS = """\
import random

import pytest
from reference import expected
from sandbox.checks import equal

@pytest.mark.limits(time_s=0.5)
def test_double(solution):
    equal(solution.f(21), expected(21))

def test_it_refuses_text(solution):
    with pytest.raises(ValueError):
        solution.f("x")

def test_objects_stay_with_the_solution(solution):
    box = solution.Box(1)
    assert solution.batch(box, [("add", 2), ("add", 3)]) == [3, 6]
"""
GOOD = """\
def f(x):
    if isinstance(x, str):
        raise ValueError("no text")
    return 2 * x

class Box:
    def __init__(self, n): self.n = n
    def add(self, k):
        self.n += k
        return self.n
"""


@dataclass
class Run:
    code: int
    text: str


Pytest = Callable[..., Run]


@pytest.fixture
def problem(make_problem: Callable[..., Problem]) -> Problem:
    made = make_problem(TESTS, entry=("f", "Box"))
    (made.folder / "tests" / "reference.py").write_text("def expected(x):\n    return 2 * x\n", encoding="utf-8")
    return made


@pytest.fixture
def run_pytest(tmp_path: Path) -> Pytest:
    """Run plain pytest in an empty folder; the plugin comes by its entry point, as it does for an author."""

    def run(*arguments: object) -> Run:
        finished = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        return Run(finished.returncode, finished.stdout + finished.stderr)

    return run


def write(folder: Path, source: str, name: str = "mine.py") -> Path:
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return path


def test_tests_import_the_files_beside_them_in_every_import_mode(
    run_pytest: Pytest, problem: Problem, tmp_path: Path
) -> None:
    run = run_pytest(problem.folder, "--solution", write(tmp_path, GOOD), "--import-mode=importlib")
    assert "3 passed" in run.text


def test_a_change_of_an_argument_fails_the_test_as_in_the_sandbox(
    run_pytest: Pytest, make_problem: Callable[..., Problem], tmp_path: Path
) -> None:
    problem = make_problem("def test_f(solution):\n    assert solution.f([2, 1]) == [1, 2]\n")
    run = run_pytest(problem.folder, "--solution", write(tmp_path, "def f(x):\n    x.sort()\n    return x\n"))
    assert "the argument `x` was changed" in run.text


def test_a_right_solution_passes(run_pytest: Pytest, problem: Problem, tmp_path: Path) -> None:
    run = run_pytest(problem.folder, "--solution", write(tmp_path, GOOD), "--strict-markers")
    assert "3 passed" in run.text
    assert run.code == 0


def test_a_wrong_solution_fails_with_answer_and_expectation(
    run_pytest: Pytest, problem: Problem, tmp_path: Path
) -> None:
    run = run_pytest(problem.folder, "--solution", write(tmp_path, GOOD.replace("2 * x", "3 * x")))
    assert "1 failed, 2 passed" in run.text
    assert "gave 63, expected 42" in run.text
    assert run.code == 1


def test_what_the_solution_raises_fails_the_test(run_pytest: Pytest, problem: Problem, tmp_path: Path) -> None:
    run = run_pytest(problem.folder, "--solution", write(tmp_path, GOOD.replace("2 * x", "x.missing")))
    assert "AttributeError: 'int' object has no attribute 'missing'" in run.text
    assert run.code == 1


@pytest.mark.parametrize(
    ("source", "said"), [("def f(:", "SyntaxError"), ("", "does not define f"), ("f = Box = 3", "is not callable")]
)
def test_a_solution_that_cannot_be_loaded_ends_pytest_with_the_reason(
    run_pytest: Pytest, problem: Problem, tmp_path: Path, source: str, said: str
) -> None:
    run = run_pytest(problem.folder, "--solution", write(tmp_path, source))
    assert said in run.text
    assert "Traceback" not in run.text
    assert run.code == 4


def test_a_missing_file_ends_pytest_with_its_name(run_pytest: Pytest, problem: Problem) -> None:
    run = run_pytest(problem.folder, "--solution", "no_such.py")
    assert "no_such.py" in run.text
    assert "Traceback" not in run.text
    assert run.code == 4


def test_without_a_solution_the_option_is_named(run_pytest: Pytest, problem: Problem) -> None:
    run = run_pytest(problem.folder)
    assert "--solution FILE" in run.text
    assert run.code == 1


def test_two_problems_with_helpers_of_the_same_name_can_be_run_one_after_the_other(
    run_pytest: Pytest, make_problem: Callable[..., Problem], problem: Problem, tmp_path: Path
) -> None:
    other = make_problem("from reference import X\ndef test_x(solution):\n    assert solution.f(X) == 3\n", id="other")
    (other.folder / "tests" / "reference.py").write_text("X = 3\n", encoding="utf-8")
    assert run_pytest(problem.folder, "--solution", write(tmp_path, GOOD)).code == 0
    assert run_pytest(other.folder, "--solution", write(tmp_path, "def f(x): return x")).code == 0


def test_random_inputs_are_the_same_whatever_ran_before(
    run_pytest: Pytest, make_problem: Callable[..., Problem], tmp_path: Path
) -> None:
    tests = (
        "import random\n"
        "def test_a(solution, seed):\n    print('A', seed, random.random(), '.')\n    assert solution.f(1)\n"
        "def test_b(solution, seed):\n    print('B', seed, random.random(), '.')\n    assert solution.f(1)\n"
    )
    folder = make_problem(tests).folder
    file = write(tmp_path, "import random\nrandom.random()\ndef f(x): return random.random() * x + 1")
    both = run_pytest(folder, "--solution", file, "-s").text
    alone = run_pytest(folder, "--solution", file, "-s", "-k", "test_b").text
    line = alone[alone.index("B ") :].splitlines()[0].split(" .")[0]
    assert line in both
    assert line[2:] not in both[both.index("A ") :].splitlines()[0]


def test_a_fixture_of_the_same_name_of_another_project_is_left_alone(run_pytest: Pytest, tmp_path: Path) -> None:
    """The plugin is loaded into every pytest of the environment."""
    write(
        tmp_path,
        "import pytest\n@pytest.fixture\ndef solution():\n    return 42\ndef test_it(solution):\n    assert solution == 42\n",
        "test_theirs.py",
    )
    run = run_pytest("test_theirs.py")
    assert "1 passed" in run.text


def test_tests_of_another_project_are_not_touched(run_pytest: Pytest, tmp_path: Path) -> None:
    write(tmp_path, "import random\nrandom.seed(5)\nX = random.random()\ndef test_it():\n    pass\n", "test_theirs.py")
    assert run_pytest("test_theirs.py", "-W", "error").code == 0
