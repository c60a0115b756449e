"""The worked example of the statement, and the smallest cache."""

from __future__ import annotations

from typing import Any

from sandbox.checks import equal


def test_the_example_of_the_statement(solution: Any) -> None:
    cache = solution.LRUCache(2)
    equal(cache.put(1, 10), None, "put(1, 10) into an empty cache of 2")
    equal(cache.put(2, 20), None, "put(2, 20) after it")
    equal(cache.get(1), 10, "get(1): it is held")
    equal(cache.put(3, 30), None, "put(3, 30): 2 goes")
    equal(cache.get(2), -1, "get(2) after put(3, 30)")
    equal(cache.put(1, 11), None, "put(1, 11): it is held, nothing goes")
    equal(cache.put(4, 40), None, "put(4, 40): 3 goes")
    equal(cache.get(3), -1, "get(3) after put(4, 40)")
    equal(cache.get(1), 11, "get(1) after put(1, 11)")
    equal(cache.get(4), 40, "get(4): it is held")


def test_an_empty_cache_holds_nothing(solution: Any) -> None:
    equal(solution.LRUCache(3).get(1), -1, "get(1) of an empty cache of 3")


def test_a_cache_of_one_holds_the_last_key(solution: Any) -> None:
    cache = solution.LRUCache(1)
    cache.put(1, 10)
    equal(cache.get(1), 10, "get(1) after put(1, 10) into a cache of 1")
    cache.put(2, 20)
    equal(cache.get(1), -1, "get(1) after put(2, 20)")
    equal(cache.get(2), 20, "get(2) after put(2, 20)")
