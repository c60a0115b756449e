"""Which lines and branches of a submission the tests run: what is run is counted, what is not is named."""

from __future__ import annotations

import subprocess
import sys

import pytest

from judge.sandbox_kind import SandboxKind
from judge.verdict import Report, SandboxInfo, TestResult, Verdict
from judge.verify.coverage import Coverage, coverage, mark

SIGN = '''"""The sign of a number."""
from __future__ import annotations


def sign(x):
    """1, 0 or -1."""
    if x > 0:
        return 1
    elif x == 0:
        return 0
    return -1
'''


def of_calls(source: str, calls: str) -> Coverage:
    """What a real interpreter runs of `source` when the calls follow it, all in one test."""
    marked = mark(source.encode())
    code = f"{marked.source.decode()}\n{calls}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    test = TestResult("test_calls", "hidden", Verdict.ACCEPTED, output=done.stdout)
    info = SandboxInfo(SandboxKind.PROCESS)
    report = Report("sign", "sign.py", "", Verdict.ACCEPTED, info, "", 0.0, 1, tests=(test,))
    return coverage(marked.places, report)


def missed(source: str, calls: str) -> list[str]:
    return [str(place) for place in of_calls(source, calls).worth_reporting]


def test_nothing_is_missed_when_every_branch_is_taken() -> None:
    covered = of_calls(SIGN, "sign(1); sign(0); sign(-1)")
    assert covered.missed == ()
    assert covered.share(branches=False) == (5, 5)
    assert covered.share(branches=True) == (4, 4)


def test_what_is_missed_is_counted_with_the_conditions_of_lines_that_are_never_run() -> None:
    covered = of_calls(SIGN, "sign(1)")
    assert covered.share(branches=False) == (2, 5)
    assert covered.share(branches=True) == (1, 4)


def test_a_line_that_is_never_run_is_named() -> None:
    assert missed(SIGN, "sign(1); sign(-1)") == ["line 9 with a true condition", "line 10"]


def test_of_a_condition_that_is_never_reached_only_its_line_is_named() -> None:
    assert missed(SIGN, "sign(1)") == ["line 7 with a false condition", "line 9", "line 10", "line 11"]


@pytest.mark.parametrize(
    ("body", "call", "expected"),
    [
        ("return 1 if x else 2", "f(1)", ["line 2 with a false condition"]),
        ("return [v for v in x if v > 1]", "f([0])", ["line 2 with a true condition"]),
        ("while x:\n        x -= 1", "f(0)", ["line 2 with a true condition", "line 3"]),
        ("for v in x:\n        v += 1\n    else:\n        x = 0", "f([])", ["line 3"]),
        ("try:\n        x()\n    except ValueError:\n        x = 0", "f(int)", ["line 5"]),
        ("match x:\n        case int() if x > 1:\n            x = 0\n        case _:\n            x = 2", "f(0)", ["line 3 with a true condition", "line 4"]),
        ("while True:\n        break", "f(0)", []),
        ("def inner():\n        return x\n    return 0", "f(0)", ["line 3"]),
        ("return (lambda: 1 if x else 2)()", "f(0)", ["line 2 with a true condition"]),
    ],
)  # fmt: skip
def test_each_kind_of_statement_and_condition_is_seen(body: str, call: str, expected: list[str]) -> None:
    assert missed(f"def f(x):\n    {body}\n", call) == expected


def test_methods_of_classes_with_private_names_are_seen() -> None:
    source = (
        "class Box:\n    def __init__(self):\n        self.__x = 1\n    def __get(self):\n        return self.__x\n"
    )
    assert missed(source, "Box()") == ["line 5"]


def test_a_global_or_nonlocal_name_stays_one() -> None:
    source = "total = 0\ndef add(x):\n    global total\n    total += x\n    return total\n"
    assert missed(source, "assert add(2) == 2; assert total == 2") == []


def test_a_marked_function_returns_what_it_returned() -> None:
    assert missed(SIGN, "assert [sign(x) for x in (-3, 0, 5)] == [-1, 0, 1]") == []


def test_marks_take_no_stack_frames_of_a_deep_recursion() -> None:
    source = "def depth(n):\n    if n == 0:\n        return 0\n    return 1 + depth(n - 1)\n"
    assert missed(source, "depth(1); assert depth(980) == 980") == []
