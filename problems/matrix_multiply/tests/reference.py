"""Outer products added up in exact fractions: another order of summing, and no rounding."""

from __future__ import annotations

from fractions import Fraction

Number = int | float


def product(a: list[list[Number]], b: list[list[Number]]) -> list[list[Fraction]]:
    """The exact product."""
    result = [[Fraction(0)] * len(b[0]) for _ in a]
    for p, b_row in enumerate(b):
        for i, a_row in enumerate(a):
            for j, value in enumerate(b_row):
                result[i][j] += Fraction(a_row[p]) * Fraction(value)
    return result
