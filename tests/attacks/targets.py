"""The small problems that the hostile programs attack. Their tests compare with a bare `assert`, as hurried authors do,
and ask for nothing but the `solution` fixture, so that the naive runner can run the same text.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A problem: what to make it of, the honest solution and a plain wrong one."""

    tests: str
    entry: str
    runtime: str
    honest: str
    wrong: str
    wrong_because: str
    forbidden: tuple[str, ...] = ()


SQUARES = Target(
    tests='''\
import random

CASES = [([4, 5], 41), ([10, -10], 200), ([7, 0, 24], 625)]


def reference(numbers):
    return sum(number * number for number in numbers)


def test_three_numbers(solution):
    """It adds three squares."""
    assert solution.total([1, 2, 3]) == 14


def test_cases(solution):
    """It adds squares whatever their signs."""
    for numbers, expected in CASES:
        assert solution.total(numbers) == expected


def test_reference(solution):
    """It agrees with the reference."""
    numbers = [random.randrange(1, 1000) for _ in range(50)]
    assert solution.total(numbers) == reference(numbers)
''',
    entry="total",
    runtime="python",
    honest="def total(numbers):\n    return sum(number * number for number in numbers)\n",
    wrong="def total(numbers):\n    return sum(numbers)\n",
    wrong_because="It adds three squares.",
)

TENSORS = Target(
    tests='''\
import numpy
import torch


def test_close(solution):
    """It doubles every element."""
    x = torch.arange(6.0).reshape(2, 3)
    torch.testing.assert_close(solution.double(x), 2 * x)


def test_allclose(solution):
    """It doubles a single row."""
    x = torch.linspace(1, 2, 3).reshape(1, 3)
    assert numpy.allclose(solution.double(x), 2 * x)
''',
    entry="double",
    runtime="torch",
    honest="def double(x):\n    return x + x\n",
    wrong="def double(x):\n    return x * 3\n",
    wrong_because="Tensor-likes are not close!",
)

METHODS = Target(
    tests='''\
def test_common(solution):
    """It finds what two lists share."""
    assert solution.common([1, 2, 3], [2, 3, 4]).issubset({2, 3})
''',
    entry="common",
    runtime="python",
    honest="def common(a, b):\n    return set(a) & set(b)\n",
    wrong="def common(a, b):\n    return set(a) | set(b)\n",
    wrong_because="It finds what two lists share.",
)

BY_HAND = Target(
    tests='''\
def test_second(solution):
    """It finds the second smallest."""
    assert solution.second([3, 1, 2]) == 2


def test_equal(solution):
    """It counts equal numbers twice."""
    assert solution.second([5, 4, 4]) == 4
''',
    entry="second",
    runtime="python",
    honest="def second(numbers):\n    rest = list(numbers)\n    rest.remove(min(rest))\n    return min(rest)\n",
    wrong="def second(numbers):\n    return numbers[1]\n",
    wrong_because="It finds the second smallest.",
    forbidden=("heapq", "collections.OrderedDict", "builtins.eval"),
)

TARGETS = {
    "squares": SQUARES,
    "tensors": TENSORS,
    "methods": METHODS,
    "by_hand": BY_HAND,
}
