"""The worked examples of the statement, and one without a cut."""

from __future__ import annotations

from typing import Any

from sandbox.checks import equal


def test_stage_2_of_the_statement(solution: Any) -> None:
    expected = (
        [[(0, 0, 5)], [(1, 0, 4)]],
        90,
        {"all_reduce": 0, "reduce_scatter": 10, "all_gather": 10},
    )
    equal(solution.zero_partition([5, 4], 2, 2), expected, "zero_partition([5, 4], 2, 2)")


def test_stage_3_of_the_statement(solution: Any) -> None:
    expected = (
        [[(0, 0, 5)], [(1, 0, 4)]],
        80,
        {"all_reduce": 0, "reduce_scatter": 40, "all_gather": 80},
    )
    call = "zero_partition([5, 4], 2, 3, micro_batches=4)"
    equal(solution.zero_partition([5, 4], 2, 3, micro_batches=4), expected, call)


def test_stage_0_cuts_nothing(solution: Any) -> None:
    everything = [(0, 0, 5), (1, 0, 4)]
    expected = ([everything, everything], 160, {"all_reduce": 20, "reduce_scatter": 0, "all_gather": 0})
    equal(solution.zero_partition([5, 4], 2, 0), expected, "zero_partition([5, 4], 2, 0)")
