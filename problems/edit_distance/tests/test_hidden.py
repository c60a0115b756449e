"""Distances by hand, by the definition and by what any distance must be; scripts step by step; rates; long strings."""

from __future__ import annotations

import itertools
import math
import random
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import check_script, edit_distance
from strategies import arguments

from sandbox.checks import close, equal

drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=80,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PAIRS = [
    ("", "", 0),
    ("", "abc", 3),
    ("abc", "", 3),
    ("a", "a", 0),
    ("a", "b", 1),
    ("ab", "ba", 2),
    ("abc", "abc", 0),
    ("abcdef", "azced", 3),
    ("intention", "execution", 5),
    ("sunday", "saturday", 3),
    ("aaaa", "aa", 2),
    ("ab", "abab", 2),
    ("abab", "baba", 2),
    ("flaw", "lawn", 2),
    ("A", "a", 1),
    ("a b", "ab", 1),
    ("发票", "发栗", 1),
    ("\U0001f600a", "a", 1),
    ("e\u0301", "\u00e9", 2),
    ("x\u00e4", "xa\u0308", 2),
    ("0123456789", "1234567890", 2),
]


@pytest.mark.parametrize(("a", "b", "distance"), PAIRS, ids=itertools.count(1))
def test_a_pair(solution: Any, a: str, b: str, distance: int) -> None:
    equal(solution.edit_distance(a, b), distance, f"edit_distance({a!r}, {b!r})")
    equal(solution.edit_distance(b, a), distance, f"edit_distance({b!r}, {a!r})")


@pytest.mark.parametrize(("a", "b", "distance"), PAIRS, ids=itertools.count(1))
def test_the_script_of_a_pair(solution: Any, a: str, b: str, distance: int) -> None:
    check_script(solution.edit_script(a, b), a, b, distance)
    check_script(solution.edit_script(b, a), b, a, distance)


def test_all_pairs_of_up_to_three_letters(solution: Any) -> None:
    words = ["".join(letters) for size in range(4) for letters in product("ab", repeat=size)]
    for a, b in product(words, words):
        equal(solution.edit_distance(a, b), edit_distance(a, b), f"edit_distance({a!r}, {b!r})")


@drawn
@given(pair=arguments())
def test_any_pair_agrees_with_the_definition(solution: Any, pair: tuple[str, str]) -> None:
    equal(solution.edit_distance(*pair), edit_distance(*pair), f"edit_distance{pair!r}")


@drawn
@given(pair=arguments())
def test_any_script_is_a_shortest_one(solution: Any, pair: tuple[str, str]) -> None:
    check_script(solution.edit_script(*pair), *pair, edit_distance(*pair))


def test_a_way_over_a_third_string_is_not_shorter(solution: Any) -> None:
    for _ in range(20):
        a, b, c = ("".join(random.choices("abc", k=random.randint(5, 20))) for _ in range(3))
        direct = solution.edit_distance(a, c)
        assert direct <= solution.edit_distance(a, b) + solution.edit_distance(b, c), (
            "the triangle inequality is broken"
        )


def test_what_is_common_at_both_ends_costs_nothing(solution: Any) -> None:
    for _ in range(20):
        a, b, head, tail = ("".join(random.choices("ab", k=random.randint(0, 8))) for _ in range(4))
        expected = edit_distance(a, b)
        equal(solution.edit_distance(head + a + tail, head + b + tail), expected, "the distance between equal ends")


def test_edits_that_are_far_apart_add_up(solution: Any) -> None:
    """Blocks of characters that occur nowhere else, of which every third loses one, gains one or has one replaced."""
    blocks = [chr(0x4E00 + i) * 3 for i in range(30)]
    changed = list(blocks)
    for i in range(0, 30, 3):
        changed[i] = (blocks[i][1:], blocks[i] + "x", "x" + blocks[i][1:])[i // 3 % 3]
    equal(solution.edit_distance("".join(blocks), "".join(changed)), 10, "edit_distance of blocks")
    check_script(solution.edit_script("".join(blocks), "".join(changed)), "".join(blocks), "".join(changed), 10)


def test_long_scripts(solution: Any) -> None:
    a, b = "ab" * 100, "ba" * 100
    check_script(solution.edit_script(a, b), a, b, 2)
    a, b = "a" * 200, "b" * 199
    check_script(solution.edit_script(a, b), a, b, 200)
    check_script(solution.edit_script("", b), "", b, 199)
    check_script(solution.edit_script(a, ""), a, "", 200)


# The error rate


@pytest.mark.parametrize(
    ("references", "hypotheses", "rate"),
    [
        (["abc"], ["abc"], 0.0),
        (["abc"], [""], 1.0),
        (["abc"], ["xyz"], 1.0),
        (["ab"], ["abcde"], 1.5),
        (["abcd", "x"], ["abcd", "y"], 0.2),
        (["", "ab"], ["c", "ab"], 0.5),
        (["ab", "ab", "ab"], ["ab", "b", ""], 0.5),
        (["金额：100", "日期"], ["金额:100元", "日期"], 0.25),
    ],
    ids=itertools.count(1),
)
def test_rates(solution: Any, references: list[str], hypotheses: list[str], rate: float) -> None:
    close(solution.character_error_rate(references, hypotheses), rate, what="the rate")


def test_a_rate_is_that_of_the_corpus_and_not_a_mean(solution: Any) -> None:
    close(solution.character_error_rate(["a" * 99, "b"], ["a" * 99, "c"]), 0.01, rtol=1e-12, atol=0, what="the rate")


def test_the_references_are_counted_and_not_the_hypotheses(solution: Any) -> None:
    close(solution.character_error_rate(["abcdefghij"], ["abcde"]), 0.5, what="the rate")
    close(solution.character_error_rate(["abcde"], ["abcdefghij"]), 1.0, what="the rate")
    close(solution.character_error_rate(["ab"], ["abcdef"]), 2.0, what="the rate")


@pytest.mark.parametrize(
    ("references", "hypotheses", "rate"),
    [
        ([], [], 0.0),
        ([""], [""], 0.0),
        (["", ""], ["", ""], 0.0),
        ([""], ["a"], math.inf),
        (["", ""], ["", "ab"], math.inf),
    ],
    ids=itertools.count(1),
)
def test_references_without_characters(
    solution: Any, references: list[str], hypotheses: list[str], rate: float
) -> None:
    equal(solution.character_error_rate(references, hypotheses), rate, "character_error_rate")


# Size


def test_long_strings_that_differ(solution: Any) -> None:
    """One of them is a shift of the other: two edits mend it."""
    a = "".join(random.choices("abcdefgh", k=2999))
    equal(solution.edit_distance("x" + a, a + "x"), 2, "edit_distance of a shifted string")


def test_long_strings_without_a_common_character(solution: Any) -> None:
    equal(solution.edit_distance("a" * 3000, "b" * 2990), 3000, "edit_distance of strings with nothing in common")


def test_a_long_string_and_a_short_one(solution: Any) -> None:
    equal(solution.edit_distance("ab" * 1500, "ba"), 2998, "edit_distance of a long and a short string")
    equal(solution.edit_distance("ba", "ab" * 1500), 2998, "edit_distance of a short and a long string")


def test_many_fields(solution: Any) -> None:
    references = [f"invoice {i:06}" for i in range(10_000)]
    hypotheses = [text[:-1] + "x" for text in references]
    close(solution.character_error_rate(references, hypotheses), 1 / 14, what="the rate")


@pytest.mark.parametrize("shift", [310, 700])
def test_a_long_shift_is_cheaper_than_replacements(solution: Any, shift: int) -> None:
    """The cheapest script deletes a block and inserts it elsewhere: a path far off the diagonal."""
    drawn_from = random.Random(shift)
    body = "".join(drawn_from.choice("abcdefghijklmnop") for _ in range(3000 - shift))
    block = "." * shift
    equal(solution.edit_distance(block + body, body + block), 2 * shift, f"the distance after a shift by {shift}")
