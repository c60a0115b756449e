"""Short scripts by hand, random ones against a list of pairs, the largest caches, and what must leave the memory."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import Operation, answers
from strategies import arguments

from sandbox.checks import equal, fail

MOST = 50_000
"""Keys in the largest caches."""

HUGE = 1 << 128_000
"""A number of 16 kB."""

PASSING = 2400
"""How many of them go through a cache: half as many again as there is room for."""

AT_ONCE = 100

little_memory = pytest.mark.limits(memory_mb=24)
"""For caches of few keys: to fill all of the memory, 120 MB would have to go to the solution, which takes its time."""


def check(solution: Any, capacity: int, operations: Sequence[Operation]) -> None:
    """A new cache, and all operations on it."""
    got = solution.batch(solution.LRUCache(capacity), operations)
    shown = f"LRUCache({capacity}) and {list(operations)}" if len(operations) <= 40 else ""
    equal(got, answers(capacity, operations), shown)


def script(text: str) -> list[Operation]:
    """ "1=10 1" is put(1, 10), get(1)."""
    operations: list[Operation] = []
    for word in text.split():
        key, equals, value = word.partition("=")
        operations.append(("put", int(key), int(value)) if equals else ("get", int(key)))
    return operations


@pytest.mark.parametrize(
    ("capacity", "text"),
    [
        (2, "1=1 2=2 3=3 1 2 3"),
        (2, "2=2 1=1 3=3 1 2 3"),
        (3, "1=1 2=2 3=3 4=4 1 2 3 4"),
        (3, "1=1 2=2 3=3 4=4 5=5 1 2 3 4 5"),
        (3, "1=1 2=2 3=3 4=4 5=5 6=6 7=7 1 2 3 4 5 6 7"),
        (5, "1=1 2=2 3=3 1 2 3 4"),
        (1, "1=1 2=2 3=3 1 2 3"),
        (1, "1=1 1=2 1 2=3 1 2"),
    ],
    ids=itertools.count(1),
)
def test_what_was_put_first_goes_first(solution: Any, capacity: int, text: str) -> None:
    check(solution, capacity, script(text))


@pytest.mark.parametrize(
    ("capacity", "text"),
    [
        (2, "1=1 2=2 1 3=3 1 2 3"),
        (2, "1=1 2=2 2 3=3 1 2 3"),
        (3, "1=1 2=2 3=3 1 2 4=4 3 1 2 4"),
        (3, "1=1 2=2 3=3 2 4=4 5=5 1 2 3 4 5"),
        (3, "1=1 2=2 3=3 3 2 1 4=4 5=5 1 2 3 4 5"),
        (4, "1=1 2=2 3=3 4=4 2 2 3 5=5 6=6 1 2 3 4 5 6"),
    ],
    ids=itertools.count(1),
)
def test_a_get_is_a_use(solution: Any, capacity: int, text: str) -> None:
    check(solution, capacity, script(text))


@pytest.mark.parametrize(
    ("capacity", "text"),
    [
        (2, "1=1 2=2 1=5 3=3 1 2 3"),
        (2, "1=1 2=2 1=1 3=3 1 2 3"),
        (3, "1=1 2=2 3=3 2=9 4=4 5=5 1 2 3 4 5"),
        (3, "1=1 2=2 3=3 3=9 1=8 4=4 5=5 1 2 3 4 5"),
    ],
    ids=itertools.count(1),
)
def test_a_put_of_a_key_that_is_held_is_a_use(solution: Any, capacity: int, text: str) -> None:
    check(solution, capacity, script(text))


@pytest.mark.parametrize(
    ("capacity", "text"),
    [(1, "1=1 1=2 1"), (2, "1=1 2=2 2=5 1 2"), (2, "1=1 2=2 1=5 2 1"), (3, "1=1 2=2 3=3 2=5 2=6 2=7 1 2 3")],
    ids=itertools.count(1),
)
def test_a_put_of_a_key_that_is_held_drives_nothing_out(solution: Any, capacity: int, text: str) -> None:
    check(solution, capacity, script(text))


def test_a_key_put_again_and_again_takes_one_place(solution: Any) -> None:
    check(solution, 3, script("1=1 1=2 1=3 1=4 2=5 3=6 1 2 3 2=7 2=8 2=9 1 3 2 4=4 1 2 3 4"))


def test_a_value_that_is_replaced_is_gone(solution: Any) -> None:
    check(solution, 2, script("1=1 1=2 1 1=3 1 2=4 1 2 2=5 2 1"))


def test_a_get_of_a_missing_key_changes_nothing(solution: Any) -> None:
    check(solution, 2, script("1=1 2=2 9 9 8 1 2 3=3 9 1 2 3"))
    check(solution, 2, script("9 1=1 9 2=2 9 1 2 9=4 1 2 9"))


def test_a_get_of_a_key_that_has_gone_changes_nothing(solution: Any) -> None:
    check(solution, 2, script("1=1 2=2 3=3 1 1 2 3 1 4=4 2 3 4"))


def test_a_key_that_has_gone_may_come_back(solution: Any) -> None:
    check(solution, 2, script("1=1 2=2 3=3 1=9 2 3 1 2=8 3 1 2"))
    check(solution, 1, script("1=1 2=2 1=3 2 1 2=4 1 2"))


@pytest.mark.parametrize("key", [0, -1, -2, 2**31, 2**63, -(2**63), 2**64 + 1, 10**30])
def test_any_int_is_a_key(solution: Any, key: int) -> None:
    check(solution, 2, [("get", key), ("put", key, 5), ("put", 1, 6), ("get", key), ("put", 3, 7), ("get", 1)])
    check(solution, 2, [("put", key, 5), ("put", 1, 6), ("put", 3, 7), ("get", key), ("get", 1), ("get", 3)])
    check(solution, 1, [("put", key, 5), ("put", key, 6), ("get", key), ("put", 7, 8), ("get", key), ("get", 7)])


def test_keys_of_the_same_hash_differ(solution: Any) -> None:
    for one, other in ((-1, -2), (0, 2**61 - 1), (5, 5 + 2**61 - 1)):
        check(solution, 2, [("put", one, 1), ("put", other, 2), ("get", one), ("get", other)])
        check(solution, 1, [("put", one, 1), ("put", other, 2), ("get", one), ("get", other)])


@pytest.mark.parametrize("value", [0, -1, -2, 1, 2**63, -(10**30)])
def test_any_int_is_a_value(solution: Any, value: int) -> None:
    check(solution, 2, [("put", 1, value), ("get", 1), ("put", 1, 4), ("get", 1), ("put", 1, value), ("get", 1)])


@pytest.mark.parametrize("value", [0, -1])
def test_a_get_of_such_a_value_is_a_use_all_the_same(solution: Any, value: int) -> None:
    check(
        solution, 2, [("put", 1, value), ("put", 2, 5), ("get", 1), ("put", 3, 6), ("get", 2), ("get", 1), ("get", 3)]
    )


@pytest.mark.parametrize("value", [0, -1])
def test_a_put_over_such_a_value_drives_nothing_out(solution: Any, value: int) -> None:
    start: list[Operation] = [("put", 1, 5), ("put", 2, value), ("put", 2, 6), ("get", 1), ("get", 2)]
    check(solution, 2, [*start, ("put", 3, 7), ("get", 1), ("get", 2), ("get", 3)])


def test_use_is_recent_not_frequent(solution: Any) -> None:
    check(solution, 2, script("1=1 1 1 1 1 2=2 3=3 1 2 3"))


def test_caches_share_nothing(solution: Any) -> None:
    one, other = solution.LRUCache(2), solution.LRUCache(3)
    for key in (1, 2, 3, 4):
        one.put(key, key)
        other.put(key, 10 * key)
    gets = [("get", key) for key in (1, 2, 3, 4)]
    equal(solution.batch(one, gets), [-1, -1, 3, 4], "gets of a cache of 2 beside one of 3")
    equal(solution.batch(other, gets), [-1, 20, 30, 40], "gets of a cache of 3 beside one of 2")


def test_a_cache_keeps_its_capacity_when_others_are_made(solution: Any) -> None:
    large = solution.LRUCache(4)
    solution.batch(large, [("put", key, key) for key in (1, 2, 3)])
    small = solution.LRUCache(1)
    solution.batch(large, [("put", 4, 4), ("put", 5, 5)])
    equal(
        solution.batch(large, [("get", key) for key in (1, 2, 3, 4, 5)]),
        [-1, 2, 3, 4, 5],
        "a cache of 4, then one of 1",
    )
    solution.batch(small, [("put", 1, 1), ("put", 2, 2)])
    equal(solution.batch(small, [("get", 1), ("get", 2)]), [-1, 2], "a cache of 1 after one of 4")


def test_a_new_cache_is_empty(solution: Any) -> None:
    for _ in range(3):
        check(solution, 2, script("1 2 1=1 2=2 1 2"))


@pytest.mark.parametrize("capacity", [1, 2, 3, 5, 8, 20])
def test_random_operations_agree_with_a_list_of_pairs(solution: Any, capacity: int) -> None:
    keys = range(-capacity // 2, 2 * capacity)
    operations: list[Operation] = []
    for number in range(600):
        key, value = random.choice(keys), random.choice((number, 0, -1))
        operations.append(("get", key) if random.random() < 0.5 else ("put", key, value))
    check(solution, capacity, operations)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=80,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=arguments())
def test_any_operations_agree_with_a_list_of_pairs(solution: Any, drawn: tuple[int, list[Operation]]) -> None:
    check(solution, *drawn)


def test_never_more_keys_than_the_capacity(solution: Any) -> None:
    """Counted from outside: after many puts, exactly the last ones answer."""
    for capacity in (1, 4, 7):
        cache = solution.LRUCache(capacity)
        solution.batch(cache, [("put", key, key) for key in range(30)])
        held = [key for key, got in enumerate(solution.batch(cache, [("get", key) for key in range(30)])) if got != -1]
        if len(held) != capacity:
            fail("another number of keys than the capacity is held", f"{len(held)} with a capacity of {capacity}")
        equal(held, list(range(30 - capacity, 30)), f"the keys held by a cache of {capacity} after 30 puts")


@pytest.mark.parametrize("capacity", [10**9, 10**7])
def test_a_capacity_that_is_never_reached(solution: Any, capacity: int) -> None:
    """A place for each key that might come would not fit into the memory."""
    check(solution, capacity, script("1=1 2=2 3=3 1 2 3 4 2=5 2"))


def test_a_large_cache_with_gets_everywhere(solution: Any) -> None:
    """Looking for the key among all keys takes billions of steps."""
    keys = [5 * i - MOST for i in range(MOST)]
    cache = solution.LRUCache(MOST)
    solution.batch(cache, [("put", key, i) for i, key in enumerate(keys)])
    places = random.choices(range(MOST), k=MOST)
    equal(solution.batch(cache, [("get", keys[place]) for place in places]), places, "gets of 50,000 keys")


def test_a_large_cache_with_puts_everywhere(solution: Any) -> None:
    keys = [5 * i - MOST for i in range(MOST)]
    cache = solution.LRUCache(MOST)
    solution.batch(cache, [("put", key, 0) for key in keys])
    random.shuffle(keys)
    solution.batch(cache, [("put", key, i) for i, key in enumerate(keys[: MOST - 10_000])])
    kept = keys[MOST - 20_000 : MOST - 10_000]
    values = list(range(MOST - 20_000, MOST - 10_000))
    equal(solution.batch(cache, [("get", key) for key in kept]), values, "gets of 10,000 keys that were put twice")


def test_a_large_cache_that_is_replaced(solution: Any) -> None:
    """Every put drives a key out: looking for the oldest among all of them takes billions of steps."""
    cache = solution.LRUCache(MOST)
    for start in range(0, 2 * MOST - 1000, 11_000):
        solution.batch(cache, [("put", key, key) for key in range(start, start + 11_000)])
    got = solution.batch(cache, [("get", key) for key in range(0, 2 * MOST, 100)])
    expected = [key if MOST - 1000 <= key < 2 * MOST - 1000 else -1 for key in range(0, 2 * MOST, 100)]
    equal(got, expected, "gets of every hundredth key after 99,000 puts into a cache of 50,000")


def test_a_large_cache_whose_oldest_key_is_used_again_and_again(solution: Any) -> None:
    count = MOST
    cache = solution.LRUCache(count)
    solution.batch(cache, [("put", key, key) for key in range(count)])
    operations: list[Operation] = []
    for key in range(0, count, 2):
        operations += [("get", key), ("put", count + key, key)]
    got = solution.batch(cache, operations)
    expected = answers_of_a_cycle(count)
    equal(got, expected, "gets of the oldest key and puts of new ones in turn")


def answers_of_a_cycle(count: int) -> list[int | None]:
    """Each get saves the key it asks for, and the put after it drives the next one out."""
    return [result for key in range(0, count, 2) for result in (key, None)]


@little_memory
@pytest.mark.parametrize("capacity", [1, 8])
def test_values_that_have_gone_are_out_of_the_memory(solution: Any, capacity: int) -> None:
    """Thirty-eight megabytes go through a cache of a hundred kilobytes."""
    cache = solution.LRUCache(capacity)
    for start in range(0, PASSING, AT_ONCE):
        solution.batch(cache, [("put", key, HUGE + key) for key in range(start, start + AT_ONCE)])
    equal(cache.get(PASSING - 1) - HUGE, PASSING - 1, "get of the last key, less 2**128000")


@little_memory
def test_values_that_were_replaced_are_out_of_the_memory(solution: Any) -> None:
    cache = solution.LRUCache(8)
    for start in range(0, PASSING, AT_ONCE):
        solution.batch(cache, [("put", number % 4, HUGE + number) for number in range(start, start + AT_ONCE)])
    equal(cache.get(3) - HUGE, PASSING - 1, "get of a key that was put again and again, less 2**128000")


@little_memory
def test_keys_that_have_gone_are_out_of_the_memory(solution: Any) -> None:
    cache = solution.LRUCache(8)
    for start in range(0, PASSING, AT_ONCE):
        solution.batch(cache, [("put", HUGE + key, key) for key in range(start, start + AT_ONCE)])
    equal(cache.get(HUGE + PASSING - 1), PASSING - 1, "get of the last key of 16 kB")


@little_memory
def test_gets_leave_nothing_in_the_memory(solution: Any) -> None:
    """A queue of all uses, to be cleaned up at the next eviction, grows for ever if there is none."""
    cache = solution.LRUCache(8)
    solution.batch(cache, [("put", HUGE + key, key) for key in range(4)])
    for _ in range(PASSING // AT_ONCE):
        got = solution.batch(cache, [("get", HUGE + key % 4) for key in range(AT_ONCE)])
        equal(got, [key % 4 for key in range(AT_ONCE)], "gets of four keys of 16 kB in turn")


@little_memory
def test_puts_of_keys_that_are_held_leave_nothing_in_the_memory(solution: Any) -> None:
    cache = solution.LRUCache(8)
    for start in range(0, PASSING, AT_ONCE):
        solution.batch(cache, [("put", HUGE + number % 4, number) for number in range(start, start + AT_ONCE)])
    equal(cache.get(HUGE + 3), PASSING - 1, "get of a key of 16 kB that was put again and again")


@little_memory
def test_gets_of_missing_keys_leave_nothing_in_the_memory(solution: Any) -> None:
    cache = solution.LRUCache(8)
    for start in range(0, PASSING, AT_ONCE):
        got = solution.batch(cache, [("get", HUGE + key) for key in range(start, start + AT_ONCE)])
        equal(got, [-1] * AT_ONCE, "gets of keys that were never put")
