"""Cases by hand, random strings against brute force, properties, and the longest strings."""

from __future__ import annotations

import itertools
import random
import string
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import longest
from strategies import arguments

from sandbox.checks import equal, fail

LONGEST = 200_000
LONG = 40_000
"""Long enough that a quadratic solution runs out of time."""


def check(solution: Any, s: str, length: int) -> None:
    shown = repr(s) if len(s) <= 60 else f"a string of {len(s)}"
    equal(solution.length_of_longest_substring(s), length, f"length_of_longest_substring({shown})")


@pytest.mark.parametrize(
    ("s", "length"),
    [
        ("a", 1),
        ("aa", 1),
        ("ab", 2),
        ("aab", 2),
        ("abb", 2),
        ("abba", 2),
        ("abcdef", 6),
        ("dvdf", 3),
        ("tmmzuxt", 5),
        ("anviaj", 5),
        ("abcb", 3),
        ("bacabd", 4),
        ("abcadbe", 5),
        ("ohvhjdml", 6),
        ("xxyzabcx", 6),
    ],
    ids=itertools.count(1),
)
def test_a_short_string(solution: Any, s: str, length: int) -> None:
    check(solution, s, length)


@pytest.mark.parametrize(
    ("s", "length"), [("   ", 1), ("a b c", 3), (" ab ", 3), ("\n\t\n", 2), ("\0a\0", 2)], ids=itertools.count(1)
)
def test_spaces_and_control_characters_count_too(solution: Any, s: str, length: int) -> None:
    check(solution, s, length)


def test_upper_and_lower_case_differ(solution: Any) -> None:
    check(solution, "aAbB", 4)


@pytest.mark.parametrize(
    ("s", "length"),
    [("多模态模型多", 4), ("😀😁😀😂", 3), ("éé", 1), ("e\u0301e", 2), ("ßss", 2)],
    ids=itertools.count(1),
)
def test_any_unicode(solution: Any, s: str, length: int) -> None:
    check(solution, s, length)


def test_an_accent_of_its_own_is_a_character(solution: Any) -> None:
    check(solution, "e\u0301\u00e9", 3)


def test_the_last_code_points(solution: Any) -> None:
    check(solution, "\U0010ffff\U0010fffe\U0010ffff", 2)


@pytest.mark.parametrize(
    ("s", "length"), [("\ud800a\udfff\ud800", 3), ("\ud83d\ude00\U0001f600", 3)], ids=itertools.count(1)
)
def test_a_lone_surrogate_is_a_character(solution: Any, s: str, length: int) -> None:
    check(solution, s, length)


def test_characters_of_the_same_low_bits_differ(solution: Any) -> None:
    """Tables of 128, 256 or 65,536 places do not tell them apart."""
    for power in (7, 8, 9, 10, 12, 16):
        check(solution, "".join(chr(0x41 + i * 2**power) for i in range(8)), 8)


def test_digits_and_punctuation(solution: Any) -> None:
    check(solution, string.printable, len(string.printable))
    check(solution, string.printable + string.printable[::-1], len(string.printable))


def test_the_best_stretch_is_at_the_end(solution: Any) -> None:
    check(solution, "aaaa" + string.ascii_lowercase, 26)


def test_the_best_stretch_is_in_the_middle(solution: Any) -> None:
    check(solution, "aab" + string.digits + "bb9", 12)


def test_random_strings_agree_with_brute_force(solution: Any) -> None:
    strings = []
    for _ in range(150):
        alphabet = string.ascii_letters[: random.choice((2, 3, 5, 10, 40))]
        strings.append("".join(random.choices(alphabet, k=random.randint(0, 60))))
    lengths = solution.batch(None, [("length_of_longest_substring", s) for s in strings])
    for s, length in zip(strings, lengths, strict=True):
        equal(length, longest(s), f"length_of_longest_substring({s!r})")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(arguments=arguments())
def test_any_string_agrees_with_brute_force(solution: Any, arguments: tuple[str]) -> None:
    check(solution, arguments[0], longest(arguments[0]))


def test_reading_backwards_changes_nothing(solution: Any) -> None:
    for _ in range(10):
        s = "".join(random.choices("abcdefgh", k=40))
        if solution.length_of_longest_substring(s) != solution.length_of_longest_substring(s[::-1]):
            fail("a string and its mirror image have different answers", repr(s))


def test_renaming_the_characters_changes_nothing(solution: Any) -> None:
    for _ in range(10):
        s = "".join(random.choices("abcdefgh", k=40))
        renamed = s.translate(str.maketrans("abcdefgh", "多模态大模型面试"[:5] + "xyz"))
        check(solution, renamed, longest(renamed))


def test_calls_do_not_remember_each_other(solution: Any) -> None:
    for s, length in (("abc", 3), ("c", 1), ("cab", 3), ("", 0)):
        check(solution, s, length)


def test_a_long_string_of_one_character(solution: Any) -> None:
    check(solution, "a" * LONG, 1)


def test_the_longest_string_without_a_repeat(solution: Any) -> None:
    """As many different characters as the string is long."""
    check(solution, "".join(map(chr, range(0x10000, 0x10000 + LONGEST))), LONGEST)


def test_a_long_string_with_a_large_alphabet(solution: Any) -> None:
    block = "".join(map(chr, range(0x20000, 0x20000 + LONG // 4)))
    check(solution, block * 4, LONG // 4)


def test_a_long_string_with_a_growing_window(solution: Any) -> None:
    """Half of it without a repeat, then the mirror image."""
    half = "".join(map(chr, range(0x20000, 0x20000 + LONG // 2)))
    check(solution, half + half[::-1], LONG // 2)


def test_a_long_string_with_a_double_character_in_the_middle(solution: Any) -> None:
    """No window reaches across it, though nearly all characters are different."""
    s = "".join(map(chr, range(0x10000, 0x10000 + LONG - 1)))
    middle = LONG // 2
    check(solution, s[:middle] + s[middle - 1] + s[middle:], middle)


def test_a_long_random_string(solution: Any) -> None:
    s = "".join(random.choices(string.ascii_lowercase, k=LONG))
    last: dict[str, int] = {}
    start = best = 0
    for i, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = i
        best = max(best, i - start + 1)
    check(solution, s, best)
