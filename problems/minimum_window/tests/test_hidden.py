"""Small strings by hand and by brute force, properties, Unicode, and long strings of small and large alphabets."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import min_window
from strategies import arguments

from sandbox.checks import equal, fail

LONG = 500_000


def check(solution: Any, s: str, t: str, window: str) -> None:
    given_call = f"min_window({s!r}, {t!r})" if len(s) + len(t) < 100 else "min_window of long strings"
    equal(solution.min_window(s, t), window, given_call)


def characters(first: int, count: int) -> str:
    return "".join(map(chr, range(first, first + count)))


@pytest.mark.parametrize(
    ("s", "t", "window"),
    [
        ("", "", ""),
        ("", "a", ""),
        ("a", "", ""),
        ("a", "a", "a"),
        ("a", "b", ""),
        ("a", "aa", ""),
        ("aa", "aa", "aa"),
        ("aaa", "aa", "aa"),
        ("abc", "cba", "abc"),
        ("xabcx", "cba", "abc"),
        ("abcx", "cba", "abc"),
        ("xabc", "cba", "abc"),
        ("bba", "ab", "ba"),
        ("bdab", "ab", "ab"),
        ("aaflslflsldkalskaaa", "aaa", "aaa"),
        ("cabwefgewcwaefgcf", "cae", "cwae"),
        ("acbbaca", "aba", "baca"),
        ("aAbB", "ab", "aAb"),
        ("AbA", "a", ""),
        ("a b c", "a c", "a b c"),
        ("a bc", "c a", "a bc"),
        ("abc a", "c a", "c a"),
        ("ab a b", "b a", "ab "),
        ("abab", "bb", "bab"),
        ("abcabdebac", "cea", "ebac"),
    ],
    ids=itertools.count(1),
)
def test_a_small_case(solution: Any, s: str, t: str, window: str) -> None:
    check(solution, s, t, window)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=150,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pair=arguments())
def test_any_pair_agrees_with_brute_force(solution: Any, pair: tuple[str, str]) -> None:
    check(solution, *pair, min_window(*pair))


def test_all_short_strings_of_two_letters(solution: Any) -> None:
    words = ["".join(letters) for size in range(6) for letters in product("ab", repeat=size)]
    for s, t in product(words, ("", "a", "b", "ab", "ba", "aa", "abb", "bbb", "c")):
        check(solution, s, t, min_window(s, t))


def test_a_window_holds_t_and_loses_it_at_both_ends(solution: Any) -> None:
    for _ in range(50):
        s, t = "".join(random.choices("abcde", k=60)), "".join(random.choices("abcde", k=8))
        window = solution.min_window(s, t)
        for part, holds in ((window, True), (window[1:], False), (window[:-1], False)):
            if (not Counter(t) - Counter(part)) != holds:
                fail("the window does not hold t, or a shorter one does", f"{window!r} of min_window({s!r}, {t!r})")


def test_the_order_of_t_does_not_matter(solution: Any) -> None:
    for _ in range(20):
        s, t = "".join(random.choices("abcd", k=40)), random.choices("abcd", k=6)
        check(solution, s, "".join(random.sample(t, 6)), solution.min_window(s, "".join(t)))


def test_characters_beyond_the_basic_plane(solution: Any) -> None:
    check(solution, "\U0001f600a\U0001f601b\U0001f600\U0001f601", "\U0001f601\U0001f600", "\U0001f600\U0001f601")
    check(solution, "多模态大模型面试模态", "模态", "模态")


def test_accents_are_not_composed(solution: Any) -> None:
    check(solution, "e\u0301x\u00e9", "\u00e9", "\u00e9")
    check(solution, "ae\u0301", "\u00e9", "")


def test_calls_do_not_remember_each_other(solution: Any) -> None:
    for s, t, window in (("abc", "b", "b"), ("xyz", "b", ""), ("cab", "bc", "cab"), ("abc", "cb", "bc")):
        check(solution, s, t, window)


def test_a_long_string_of_one_character(solution: Any) -> None:
    check(solution, "a" * LONG, "a" * 200_000, "a" * 200_000)
    check(solution, "a" * LONG, "b", "")


def test_a_long_string_with_a_large_alphabet(solution: Any) -> None:
    """Each comparison of counts would look at 100,000 characters."""
    block = characters(0x20000, 100_000)
    check(solution, "ab" * 50_000 + block + "a" * 100_000, block, block)


def test_a_long_string_whose_window_is_all_of_it(solution: Any) -> None:
    s = "x" + "a" * (LONG - 2) + "y"
    check(solution, s, "yx", s)


def test_a_window_that_grows_and_shrinks_all_the_time(solution: Any) -> None:
    """The shortest is the last one, and leftmost among equals is the first of those before it."""
    s = ("a" + "c" * 300 + "b" + "c" * 300) * 800
    check(solution, s, "ab", s[:302])
    check(solution, s + "ab", "ab", "ab")


def test_a_long_random_string_with_a_long_t(solution: Any) -> None:
    """t is a piece of s in another order, with characters of its own at both ends."""
    middle = random.choices("abcdefgh", k=199_998)
    s = "".join(random.choices("abcdefgh", k=150_000)) + "<" + "".join(middle) + ">" + "ab" * 50_000
    t = random.sample([*middle, "<", ">"], len(middle) + 2)
    check(solution, s, "".join(t), "<" + "".join(middle) + ">")


def test_characters_beyond_the_first_plane_are_themselves(solution: Any) -> None:
    """U+10061 and "a" agree in their lower 16 bits."""
    check(solution, "xa\U00010061b", "\U00010061b", "\U00010061b")
    check(solution, "ab", "\U00010061", "")
