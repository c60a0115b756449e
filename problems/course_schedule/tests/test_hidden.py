"""Small graphs by hand, random ones against the transitive closure, properties, and the largest graphs."""

from __future__ import annotations

import itertools
import random
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from orders import check, check_order
from reference import finishable
from strategies import Arguments, arguments

from sandbox.checks import equal, fail

MOST_COURSES = 200_000
MOST = 100_000
LARGE = 60_000
"""Courses where both entries are asked, or a graph need not be the largest to tell a slow solution."""


def chain(courses: range | list[int]) -> list[list[int]]:
    """Each course needs the one before it."""
    return [[courses[i + 1], courses[i]] for i in range(len(courses) - 1)]


@pytest.mark.parametrize(
    ("n", "pairs"),
    [
        (1, []),
        (2, []),
        (5, []),
        (2, [[1, 0]]),
        (2, [[0, 1]]),
        (3, [[0, 1], [1, 2]]),
        (3, [[1, 0], [2, 1]]),
        (3, [[1, 0], [2, 0], [2, 1]]),
        (3, [[2, 1], [2, 0], [1, 0]]),
        (4, [[0, 3], [0, 2], [3, 1], [2, 1]]),
        (4, [[1, 0], [3, 2]]),
        (5, [[4, 0], [4, 1], [4, 2], [4, 3]]),
        (5, [[0, 4], [1, 4], [2, 4], [3, 4]]),
        (6, [[5, 2], [5, 0], [4, 0], [4, 1], [2, 3], [3, 1]]),
        (6, [[0, 5], [1, 5], [2, 0], [2, 1], [3, 2], [4, 2], [4, 5]]),
        (7, [[1, 3], [3, 5], [5, 6], [1, 6], [0, 1], [2, 5], [4, 2], [4, 0]]),
    ],
    ids=itertools.count(1),
)
def test_a_small_graph_without_a_cycle(solution: Any, n: int, pairs: list[list[int]]) -> None:
    check(solution, n, pairs, possible=True)


@pytest.mark.parametrize(
    ("n", "pairs"),
    [
        (2, [[0, 1], [1, 0]]),
        (3, [[0, 1], [1, 2], [2, 0]]),
        (3, [[1, 0], [2, 1], [0, 2]]),
        (4, [[1, 0], [2, 1], [3, 2], [1, 3]]),
        (4, [[0, 1], [1, 2], [2, 3], [3, 1]]),
        (4, [[1, 0], [2, 3], [3, 2]]),
        (5, [[1, 0], [2, 1], [3, 2], [4, 3], [0, 4]]),
        (5, [[1, 0], [2, 0], [3, 1], [3, 2], [1, 3], [4, 3]]),
        (6, [[1, 0], [2, 1], [3, 2], [5, 4], [4, 5]]),
        (6, [[1, 0], [0, 1], [3, 2], [2, 3], [5, 4], [4, 5]]),
    ],
    ids=itertools.count(1),
)
def test_a_small_graph_with_a_cycle(solution: Any, n: int, pairs: list[list[int]]) -> None:
    check(solution, n, pairs, possible=False)


def test_a_course_that_needs_itself(solution: Any) -> None:
    check(solution, 1, [[0, 0]], possible=False)
    check(solution, 3, [[1, 0], [2, 2]], possible=False)
    check(solution, 3, [[1, 0], [2, 1], [1, 1]], possible=False)


def test_a_pair_that_repeats_changes_nothing(solution: Any) -> None:
    check(solution, 2, [[1, 0], [1, 0]], possible=True)
    check(solution, 3, [[1, 0], [2, 1], [1, 0], [2, 1], [2, 0], [1, 0]], possible=True)
    check(solution, 3, [[1, 0], [0, 1], [1, 0], [0, 1]], possible=False)
    check(solution, 4, [[3, 2], [3, 2], [3, 2], [2, 0], [2, 0]], possible=True)


def test_two_ways_to_a_course_are_no_cycle(solution: Any) -> None:
    check(solution, 4, [[1, 0], [2, 0], [3, 1], [3, 2]], possible=True)
    check(solution, 4, [[0, 1], [0, 2], [1, 3], [2, 3]], possible=True)
    check(solution, 3, [[2, 0], [2, 1], [1, 0]], possible=True)
    check(solution, 5, [[1, 0], [2, 0], [3, 1], [3, 2], [4, 3], [4, 0]], possible=True)


def test_a_cycle_that_hangs_on_courses_that_can_be_taken(solution: Any) -> None:
    check(solution, 5, [[1, 0], [2, 1], [3, 2], [2, 4], [4, 3]], possible=False)


def test_courses_that_hang_on_a_cycle(solution: Any) -> None:
    check(solution, 5, [[1, 0], [0, 1], [2, 1], [3, 2], [4, 3]], possible=False)


@pytest.mark.parametrize("where", range(6))
def test_a_cycle_anywhere(solution: Any, where: int) -> None:
    """Three pairs of courses in a row; one of them is a cycle."""
    pairs = [[1, 0], [3, 2], [5, 4], [where, where ^ 1]]
    check(solution, 6, pairs, possible=where % 2 == 1)


def test_every_numbering_of_a_chain_of_four(solution: Any) -> None:
    for courses in permutations(range(4)):
        check(solution, 4, chain(list(courses)), possible=True)


def test_every_numbering_of_a_chain_into_a_cycle(solution: Any) -> None:
    for a, b, c, d in permutations(range(4)):
        check(solution, 4, [*chain([a, b, c, d]), [b, d]], possible=False)


def test_the_only_order_is_found(solution: Any) -> None:
    """A path through all courses leaves no choice."""
    courses = random.sample(range(30), 30)
    pairs = chain(courses) + [[courses[j], courses[i]] for i in range(30) for j in range(i + 1, 30, 3)]
    random.shuffle(pairs)
    equal(solution.find_order(30, pairs), courses, f"find_order(30, {pairs})")


def test_keyword_arguments(solution: Any) -> None:
    pairs = [[0, 1], [1, 2]]
    equal(solution.can_finish(num_courses=3, prerequisites=pairs), True, f"can_finish(3, {pairs})")
    equal(solution.find_order(num_courses=3, prerequisites=pairs), [2, 1, 0], f"find_order(3, {pairs})")


def test_random_graphs_agree_with_the_transitive_closure(solution: Any) -> None:
    graphs = []
    for _ in range(150):
        n = random.randint(1, 12)
        graphs.append((n, [[random.randrange(n), random.randrange(n)] for _ in range(random.randint(0, n + 2))]))
    finish = solution.batch(None, [("can_finish", *graph) for graph in graphs])
    orders = solution.batch(None, [("find_order", *graph) for graph in graphs])
    for (n, pairs), can, order in zip(graphs, finish, orders, strict=True):
        possible = finishable(n, pairs)
        equal(can, possible, f"can_finish({n}, {pairs})")
        if possible:
            check_order(order, n, pairs, f"find_order({n}, {pairs})")
        else:
            equal(order, [], f"find_order({n}, {pairs})")


def test_random_graphs_without_a_cycle(solution: Any) -> None:
    for _ in range(40):
        n = random.randint(2, 25)
        names = random.sample(range(n), n)
        pairs = [sorted(random.sample(range(n), 2), reverse=True) for _ in range(random.randint(1, 3 * n))]
        check(solution, n, [[names[a], names[b]] for a, b in pairs], possible=True)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=80,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=arguments())
def test_any_graph_agrees_with_the_transitive_closure(solution: Any, drawn: Arguments) -> None:
    check(solution, *drawn, possible=finishable(*drawn))


def test_turning_all_pairs_round_changes_no_yes_or_no(solution: Any) -> None:
    for _ in range(30):
        n = random.randint(1, 8)
        pairs = [[random.randrange(n), random.randrange(n)] for _ in range(n)]
        if solution.can_finish(n, pairs) != solution.can_finish(n, [[b, a] for a, b in pairs]):
            fail("courses can be taken forwards but not backwards, or the other way round", f"{n}, {pairs}")


def test_calls_do_not_remember_each_other(solution: Any) -> None:
    check(solution, 3, [[1, 0], [0, 1]], possible=False)
    check(solution, 3, [[1, 0]], possible=True)
    check(solution, 3, [[0, 1]], possible=True)
    check(solution, 2, [], possible=True)
    check(solution, 4, [[0, 1], [3, 2]], possible=True)


@pytest.mark.parametrize("step", [1, -1])
def test_the_longest_chain(solution: Any, step: int) -> None:
    """As many courses as there may be, one behind the other: upwards, or downwards."""
    courses = range(MOST)[::step]
    equal(solution.find_order(MOST, chain(courses)), list(courses), f"find_order({MOST}, ...) of a chain")


def test_a_long_chain_without_an_order_of_its_numbers(solution: Any) -> None:
    courses = random.sample(range(LARGE), LARGE)
    pairs = chain(courses)
    random.shuffle(pairs)
    check(solution, LARGE, pairs, possible=True)


@pytest.mark.parametrize("step", [1, -1])
def test_a_long_cycle(solution: Any, step: int) -> None:
    courses = list(range(LARGE))[::step]
    check(solution, LARGE, [*chain(courses), [courses[0], courses[-1]]], possible=False)


@pytest.mark.parametrize("step", [1, -1])
def test_a_long_chain_that_ends_in_a_cycle(solution: Any, step: int) -> None:
    courses = list(range(LARGE))[::step]
    check(solution, LARGE, [*chain(courses), [courses[-2], courses[-1]]], possible=False)


def test_one_course_before_all_others(solution: Any) -> None:
    hub = LARGE // 2
    check(solution, LARGE, [[course, hub] for course in range(LARGE) if course != hub], possible=True)


def test_one_course_behind_all_others(solution: Any) -> None:
    hub = LARGE // 2
    check(solution, LARGE, [[hub, course] for course in range(LARGE) if course != hub], possible=True)


def test_one_course_between_all_others(solution: Any) -> None:
    """Whoever comes back to it must not start anew with the list of what it needs."""
    hub = LARGE // 2
    pairs = [[course, hub] for course in range(hub)] + [[hub, course] for course in range(hub + 1, LARGE)]
    check(solution, LARGE, pairs, possible=True)


def test_the_most_courses_without_pairs(solution: Any) -> None:
    """All of them wait at the same time: taking them from the front of a list moves all others."""
    check(solution, MOST_COURSES, [], possible=True)


def test_the_same_pair_again_and_again(solution: Any) -> None:
    check(solution, 3, [[2, 0]] * LARGE, possible=True)


def test_a_ladder_has_more_paths_than_anybody_can_walk(solution: Any) -> None:
    """Sixty pairs of courses, each pair behind both of the pair before it: 2**60 ways."""
    pairs = [[2 * i + j, 2 * i - 2 + k] for i in range(1, 60) for j in (0, 1) for k in (0, 1)]
    check(solution, 120, pairs, possible=True)
    check(solution, 120, [*pairs, [0, 119]], possible=False)


def test_a_large_random_graph(solution: Any) -> None:
    names = random.sample(range(LARGE), LARGE)
    pairs = []
    while len(pairs) < MOST - 1:
        a, b = random.randrange(LARGE), random.randrange(LARGE)
        if a != b:
            pairs.append([names[max(a, b)], names[min(a, b)]])
    check_order(solution.find_order(LARGE, pairs), LARGE, pairs, f"find_order({LARGE}, ...)")


@pytest.mark.parametrize("length", [2, 3, 7])
def test_a_short_cycle_among_many_courses(solution: Any, length: int) -> None:
    cycle = [[course, (course + 1) % length] for course in range(length)]
    check(solution, LARGE, cycle, possible=False)
