"""Small sets by hand, random operations against Python's sets, properties, and the worst orders at full size."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import COUNT, Operation, answers, components
from strategies import arguments, graphs

from sandbox.checks import equal, fail

MOST = 100_000
LARGE = 30_000
"""Elements of which a batch of operations takes a quarter of a second."""


def agree(got: Sequence[Any], n: int, operations: Sequence[Operation]) -> None:
    """`got` is what these operations gave on a new object."""
    expected = answers(n, operations)
    shown = f"UnionFind({n}) and {list(operations)}" if len(operations) <= 40 else f"UnionFind({n})"
    chosen: dict[frozenset[int], int] = {}
    for operation, one, right in zip(operations, got, expected, strict=True):
        if operation[0] == "union":
            chosen.clear()
        if not isinstance(right, frozenset):
            equal(one, right, f"{operation} of {shown}")
        elif type(one) is not int:
            fail("find must return an int", f"{operation} of {shown} gave {one!r}")
        elif one not in right:
            fail("find returns no element of the set", f"{operation} of {shown} gave {one}")
        elif chosen.setdefault(right, one) != one:
            fail("find returns different elements for the same set", f"{operation} of {shown} gave {one}")


def check(solution: Any, n: int, operations: Sequence[Operation]) -> None:
    """A new object, and all operations on it."""
    agree(solution.batch(solution.UnionFind(n), operations), n, operations)


def everything(n: int) -> list[Operation]:
    """All that can be asked of `n` elements."""
    of_one = [(name, x) for name in ("find", "size") for x in range(n)]
    return [COUNT, *of_one, *[("connected", a, b) for a in range(n) for b in range(n)]]


def unions(*pairs: Sequence[int]) -> list[Operation]:
    return [("union", a, b) for a, b in pairs]


@pytest.mark.parametrize("n", [1, 2, 6])
def test_at_first_every_element_is_alone(solution: Any, n: int) -> None:
    check(solution, n, everything(n))


def test_no_elements_make_no_sets(solution: Any) -> None:
    equal(solution.UnionFind(0).count, 0, "count of UnionFind(0)")


@pytest.mark.parametrize(
    "pairs",
    [
        [(0, 1)],
        [(1, 0)],
        [(5, 0)],
        [(0, 1), (2, 3), (4, 5)],
        [(0, 1), (2, 3), (1, 3)],
        [(0, 1), (2, 3), (0, 2)],
        [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)],
        [(4, 5), (3, 4), (2, 3), (1, 2), (0, 1)],
        [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4)],
        [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5)],
        [(5, 0), (5, 1), (5, 2), (5, 3), (5, 4)],
        [(0, 1), (2, 3), (4, 5), (0, 2), (4, 1)],
        [(0, 1), (0, 2), (3, 4), (3, 5), (5, 2)],
        [(0, 1), (2, 3), (2, 4), (1, 4)],
        [(0, 1), (0, 2), (3, 4), (4, 2)],
    ],
)
def test_everything_after_a_few_unions(solution: Any, pairs: list[tuple[int, int]]) -> None:
    check(solution, 6, [*unions(*pairs), *everything(6)])


def test_everything_after_each_union(solution: Any) -> None:
    pairs = [(0, 1), (2, 3), (4, 5), (3, 5), (6, 1), (2, 4), (0, 4), (6, 3)]
    check(solution, 8, [step for pair in pairs for step in (*unions(pair), *everything(8))])


def test_every_order_of_four_unions(solution: Any) -> None:
    for pairs in permutations([(0, 1), (2, 1), (3, 4), (4, 0)]):
        check(solution, 5, [*unions(*pairs), ("find", 4), ("find", 2), ("size", 3), ("connected", 2, 3), COUNT])


def test_a_union_within_a_set_changes_nothing(solution: Any) -> None:
    check(solution, 4, [*unions((0, 1), (1, 2)), *unions((0, 2), (2, 0), (1, 0), (0, 1)), *everything(4)])


def test_a_union_of_an_element_with_itself_changes_nothing(solution: Any) -> None:
    check(solution, 3, [*unions((0, 0), (1, 1), (0, 1), (0, 0)), *everything(3)])


def test_sizes_add_up_on_both_sides(solution: Any) -> None:
    """Large to small and small to large, asked of elements that were never named in the union."""
    start = unions((0, 1), (1, 2), (2, 3), (4, 5))
    for pair in ((3, 5), (5, 3), (0, 4), (4, 0)):
        check(solution, 7, [*start, *unions(pair), *everything(7)])


def test_sets_of_the_same_size_are_joined_again_and_again(solution: Any) -> None:
    """A binomial tree, the deepest that there is with union by size or rank."""
    operations: list[Operation] = []
    for step in (1, 2, 4, 8):
        operations += [*unions(*[(x, x + step) for x in range(0, 16, 2 * step)]), COUNT, ("size", 15), ("find", 15)]
    check(solution, 16, [*operations, *everything(16)])


def test_asking_changes_nothing(solution: Any) -> None:
    start = unions((0, 1), (2, 3), (1, 3))
    check(solution, 5, [*start, *everything(5), *everything(5), *unions((4, 0)), *everything(5)])


def test_count_goes_down_by_one_with_each_union_that_joins(solution: Any) -> None:
    operations: list[Operation] = [COUNT]
    for pair in ((0, 1), (0, 1), (2, 3), (3, 3), (0, 3), (1, 2), (4, 0)):
        operations += [*unions(pair), COUNT]
    check(solution, 6, operations)


def test_count_is_an_attribute(solution: Any) -> None:
    sets = solution.UnionFind(4)
    sets.union(1, 2)
    equal(sets.count, 3, "count of four elements after union(1, 2)")


def test_objects_share_nothing(solution: Any) -> None:
    one, other = solution.UnionFind(3), solution.UnionFind(4)
    first, second = [*unions((0, 1)), *everything(3)], [*unions((1, 2), (3, 2)), *everything(4)]
    got = solution.batch(one, first[:1])
    agree(solution.batch(other, second), 4, second)
    agree([*got, *solution.batch(one, first[1:])], 3, first)


@pytest.mark.parametrize("n", [2, 3, 5, 9, 20, 40])
def test_random_operations_agree_with_the_sets_of_python(solution: Any, n: int) -> None:
    operations: list[Operation] = []
    for _ in range(200):
        a, b = random.randrange(n), random.randrange(n)
        of_two = [("union" if random.random() < 0.2 else "connected", a, b)]
        operations += random.choice((of_two, of_two, [("find", a)], [("size", b)], [COUNT]))
    check(solution, n, operations)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=80,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=arguments())
def test_any_operations_agree_with_the_sets_of_python(solution: Any, drawn: tuple[int, list[Operation]]) -> None:
    check(solution, *drawn)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=80,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=graphs())
def test_any_graph_has_the_components_of_python_s_sets(solution: Any, drawn: tuple[int, list[list[int]]]) -> None:
    n, edges = drawn
    equal(solution.count_components(n, edges), len(set(components(n, edges))), f"count_components({n}, {edges})")


@pytest.mark.parametrize(
    ("n", "edges", "count"),
    [
        (1, [], 1),
        (1, [[0, 0]], 1),
        (2, [[0, 1]], 1),
        (2, [[1, 0], [0, 1], [1, 0]], 1),
        (3, [[2, 2]], 3),
        (4, [[0, 1], [2, 3]], 2),
        (4, [[0, 1], [2, 3], [1, 2]], 1),
        (4, [[0, 1], [1, 2], [2, 0]], 2),
        (5, [[0, 4], [4, 1]], 3),
        (6, [[0, 1], [1, 2], [3, 4], [4, 5], [5, 3]], 2),
        (6, [[0, 1], [2, 3], [4, 5], [5, 2], [3, 0]], 1),
        (6, [[0, 5], [0, 4], [1, 5], [1, 3], [2, 3]], 1),
    ],
    ids=itertools.count(1),
)
def test_the_components_of_a_small_graph(solution: Any, n: int, edges: list[list[int]], count: int) -> None:
    equal(solution.count_components(n, edges), count, f"count_components({n}, {edges})")


def test_the_order_of_edges_and_of_their_ends_changes_no_count(solution: Any) -> None:
    for _ in range(20):
        edges = [[random.randrange(12), random.randrange(12)] for _ in range(9)]
        shuffled = [edge[::-1] if random.random() < 0.5 else edge for edge in random.sample(edges, len(edges))]
        if solution.count_components(12, edges) != solution.count_components(12, shuffled):
            fail("the count depends on the order of the edges or of their ends", f"{edges}, {shuffled}")


def test_calls_do_not_remember_each_other(solution: Any) -> None:
    for n, edges, count in ((3, [[0, 1]], 2), (3, [], 3), (4, [[2, 3]], 3), (2, [[0, 1]], 1), (3, [], 3)):
        equal(solution.count_components(n, edges), count, f"count_components({n}, {edges})")


def both_ways(edges: list[list[int]], way: int) -> list[list[int]]:
    return [edge[::way] for edge in edges]


@pytest.mark.parametrize("way", [1, -1])
def test_the_longest_path(solution: Any, way: int) -> None:
    edges = both_ways([[x, x + 1] for x in range(MOST - 1)], way)
    equal(solution.count_components(MOST, edges), 1, f"count_components({MOST}, ...) of a path")


@pytest.mark.parametrize("way", [1, -1])
def test_the_longest_path_from_its_other_end(solution: Any, way: int) -> None:
    edges = both_ways([[x, x + 1] for x in range(MOST - 2, -1, -1)], way)
    equal(solution.count_components(MOST, edges), 1, f"count_components({MOST}, ...) of a path")


@pytest.mark.parametrize("way", [1, -1])
def test_the_largest_star(solution: Any, way: int) -> None:
    """Without both tricks, and in one of both ways, each find walks along all elements so far."""
    edges = both_ways([[0, x] for x in range(1, MOST)], way)
    equal(solution.count_components(MOST, edges), 1, f"count_components({MOST}, ...) of a star")


def test_a_large_random_graph(solution: Any) -> None:
    """Trees of known number, their nodes and edges shuffled, with edges inside them repeated."""
    names = random.sample(range(MOST // 2), MOST // 2)
    trees = 777
    edges = [[names[x], names[random.randrange(x % trees, x, trees)]] for x in range(trees, MOST // 2)]
    edges += [edge[::-1] for edge in random.sample(edges, MOST // 4)]
    random.shuffle(edges)
    equal(solution.count_components(MOST // 2, edges), trees, f"count_components({MOST // 2}, ...)")


def test_the_most_nodes_without_edges(solution: Any) -> None:
    equal(solution.count_components(MOST, []), MOST, f"count_components({MOST}, [])")


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("step", [1, -1])
def test_many_finds_in_a_set_that_grew_element_by_element(solution: Any, way: int, step: int) -> None:
    """Both ends of the chain are asked for again and again, so that a walk along it costs all of it."""
    sets = solution.UnionFind(LARGE)
    chain = [[x, x + 1] for x in range(LARGE - 1)][::step]
    joined = solution.batch(sets, unions(*both_ways(chain, way)))
    equal(joined, [True] * (LARGE - 1), f"unions of UnionFind({LARGE}) along a chain")
    found = solution.batch(sets, [("find", x) for x in (0, LARGE - 1) * (LARGE // 5)])
    equal(found, found[:1] * len(found), "finds of the first and the last element in turn")
    equal(solution.batch(sets, [("size", 0), ("size", LARGE - 1), COUNT]), [LARGE, LARGE, 1], "their sizes and count")


@pytest.mark.parametrize("way", [1, -1])
def test_many_finds_in_a_set_that_grew_pair_by_pair(solution: Any, way: int) -> None:
    """Every set is as high as the pair that joins it, if heights beyond that are not written down."""
    sets = solution.UnionFind(LARGE)
    solution.batch(sets, unions(*both_ways([[x, x + 1] for x in range(0, LARGE, 2)], way)))
    ends = [[x + 2, x] if way == 1 else [x + 1, x + 3] for x in range(0, LARGE - 2, 2)]
    equal(solution.batch(sets, unions(*ends)), [True] * len(ends), f"unions of pairs of UnionFind({LARGE})")
    found = solution.batch(sets, [("find", x) for x in (0, LARGE - 1, 1, LARGE - 2) * (LARGE // 10)])
    equal(found, found[:1] * len(found), "finds of the first two elements and the last two in turn")


@pytest.mark.parametrize("way", [1, -1])
def test_unions_and_questions_in_turn(solution: Any, way: int) -> None:
    """Each new element is joined to the first one, whose set grows, and its size is asked for at once."""
    sets = solution.UnionFind(LARGE)
    operations: list[Operation] = []
    for a, b in both_ways([[0, x] for x in range(1, LARGE // 2)], way):
        operations += [("union", a, b), ("size", 0), COUNT]
    expected = [result for x in range(1, LARGE // 2) for result in (True, x + 1, LARGE - x)]
    equal(solution.batch(sets, operations), expected, f"union, size and count of UnionFind({LARGE}) in turn")


def test_halves_that_are_joined_to_the_whole(solution: Any) -> None:
    """Sets of equal size, level after level, and then every element is asked for."""
    n = 2**15
    sets = solution.UnionFind(n)
    for level in range(15):
        step = 2**level
        pairs = [[x + random.randrange(step), x + step + random.randrange(step)] for x in range(0, n, 2 * step)]
        equal(solution.batch(sets, unions(*pairs)), [True] * len(pairs), f"unions of sets of {step}")
    equal(solution.batch(sets, [("connected", 0, x) for x in range(n)]), [True] * n, "connected(0, x) for all x")
    equal(sets.size(5), n, "size of the whole")


def test_finds_do_not_change_who_represents_a_set(solution: Any) -> None:
    """Small sets and all orders of finds: none of them may move a representative."""
    for pairs in ([(0, 1)], [(1, 0)], [(0, 1), (2, 3)], [(3, 0), (1, 2)], [(0, 1), (1, 2)], [(2, 1), (1, 0)]):
        for order in permutations(range(4)):
            finds = [("find", x) for x in order]
            check(solution, 4, [*unions(*pairs), *finds, *finds[::-1]])
