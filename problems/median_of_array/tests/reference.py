"""The definition by counting, for short arrays, and by sorting, for long ones; arrays that are hard on fixed pivots."""

from __future__ import annotations


def by_counting(values: list[int]) -> float:
    """The mean of all elements that have a middle rank: quadratic, and nothing is put in order."""
    n = len(values)
    middle = set()
    for v in values:
        below, upto = sum(other < v for other in values), sum(other <= v for other in values)
        middle |= {(rank, v) for rank in ((n - 1) // 2, n // 2) if below <= rank < upto}
    return sum(v for _, v in middle) / len(middle)


def by_sorting(values: list[int]) -> float:
    """The same in the time of a sort."""
    in_order = sorted(values)
    return (in_order[(len(values) - 1) // 2] + in_order[len(values) // 2]) / 2


def hard_on_the_middle(n: int) -> list[int]:
    """The element in the middle is the smallest; without it, the same is true again."""
    values: list[int] = []
    for v in range(n, 0, -1):
        values.insert((len(values) + 1) // 2, v)
    return values


def hard_on_the_median_of_three(n: int) -> list[int]:
    """The smallest is first and the next one in the middle, again and again: their median is the second smallest."""
    values: list[int] = []
    for v in range(n - n % 2, 0, -2):
        values.insert(len(values) // 2, v)
        values.insert(0, v - 1)
    return values
