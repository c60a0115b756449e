"""The worked example of the statement."""

from __future__ import annotations

from typing import Any

from sandbox.checks import equal


def test_the_example_of_the_statement(solution: Any) -> None:
    sets = solution.UnionFind(5)
    equal(sets.count, 5, "count of UnionFind(5)")
    equal(sets.union(0, 1), True, "union(0, 1): they were two sets")
    equal(sets.union(3, 4), True, "union(3, 4): they were two sets")
    equal(sets.union(1, 0), False, "union(1, 0): they were one set already")
    equal(sets.count, 3, "count of {0, 1}, {2}, {3, 4}")
    equal(sets.connected(0, 4), False, "connected(0, 4)")
    equal(sets.union(4, 1), True, "union(4, 1): they were two sets")
    equal(sets.size(3), 4, "size(3) of {0, 1, 3, 4}")
    equal(sets.connected(0, 3), True, "connected(0, 3)")
    equal(sets.find(0) == sets.find(3), True, "find(0) == find(3)")
    equal(sets.count, 2, "count of {0, 1, 3, 4}, {2}")


def test_the_components_of_the_statement(solution: Any) -> None:
    edges = [[0, 1], [3, 4], [1, 0], [4, 1]]
    equal(solution.count_components(5, edges), 2, f"count_components(5, {edges})")


def test_without_edges_every_node_is_a_component(solution: Any) -> None:
    equal(solution.count_components(3, []), 3, "count_components(3, [])")
    equal(solution.count_components(0, []), 0, "count_components(0, [])")
