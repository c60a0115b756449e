"""Paths by hand, random frames against all paths and against a search over other states, properties, long lines."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import all_texts, collapsed, prefix_search
from strategies import CLOSEST, arguments, frames

from sandbox.checks import close, equal, fail


def greedy(solution: Any, *given_arguments: Any, **named: Any) -> list[list[int]]:
    """The texts, their types checked; numpy's integers are fine."""
    texts = solution.ctc_greedy(*given_arguments, **named)
    if type(texts) is not list or any(type(text) is not list for text in texts):
        fail("a list of lists is expected")
    if not all(isinstance(symbol, int | np.integer) for text in texts for symbol in text):
        fail("a symbol is no int")
    return [[int(symbol) for symbol in text] for text in texts]


def search(solution: Any, *given_arguments: Any, **named: Any) -> tuple[list[int], float]:
    """The text and its log-probability, their types checked."""
    result = solution.ctc_beam_search(*given_arguments, **named)
    if type(result) is not tuple or len(result) != 2 or type(result[0]) is not list:
        fail("a tuple (text, log_prob) is expected, the text being a list")
    text, log_prob = result
    if not all(isinstance(symbol, int | np.integer) for symbol in text):
        fail("a symbol is no int")
    if not isinstance(log_prob, float | np.floating):
        fail("the log-probability is no float")
    return [int(symbol) for symbol in text], float(log_prob)


def of_paths(*paths: list[int], symbols: int = 4) -> np.ndarray:
    """Frames (B, T, V) whose most probable symbols are those of the paths."""
    return np.log(np.eye(symbols)[np.array(paths)] * 0.5 + 0.5 / symbols)


def check(solution: Any, log_probs: np.ndarray, width: int, blank: int = 0, rtol: float = 1e-9) -> None:
    expected, log_prob, gap = prefix_search(log_probs, width, blank)
    assert gap > CLOSEST, "the test's own input ties"
    text, got = search(solution, log_probs, width, blank)
    equal(text, expected, f"ctc_beam_search({np.array2string(log_probs, separator=', ')}, {width}, {blank})")
    close(got, log_prob, rtol=rtol, atol=rtol, what="the log-probability")


def untied(
    steps: int, symbols: int, width: int, blank: int = 0, sharp: float = 1.5, dtype: Any = np.float64
) -> np.ndarray:
    """Random frames in which nothing ties."""
    for seed in range(200):
        log_probs = frames(np.random.default_rng([steps, symbols, seed]), steps, symbols, sharp=sharp, dtype=dtype)
        if prefix_search(log_probs, width, blank)[2] > CLOSEST:
            return log_probs
    raise AssertionError("all of these tie")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ([0], []),
        ([1], [1]),
        ([1, 1], [1]),
        ([1, 0, 1], [1, 1]),
        ([0, 0, 0], []),
        ([1, 2, 1], [1, 2, 1]),
        ([0, 1, 1, 0, 0, 1, 2, 2, 0], [1, 1, 2]),
        ([3, 3, 0, 3, 3, 3, 0, 0, 3], [3, 3, 3]),
        ([1, 0, 2, 0, 1], [1, 2, 1]),
    ],
    ids=itertools.count(1),
)
def test_how_a_path_collapses(solution: Any, path: list[int], text: list[int]) -> None:
    equal(greedy(solution, of_paths(path), np.array([len(path)])), [text], f"ctc_greedy(of the path {path})")


@pytest.mark.parametrize("blank", [0, 1, 3])
def test_any_symbol_may_be_the_blank_of_a_path(solution: Any, blank: int) -> None:
    path = [0, 0, 1, 3, 3, 1, 0, 2, 3, 2, 1, 1]
    got = greedy(solution, of_paths(path), np.array([len(path)]), blank)
    equal(got, [collapsed(path, blank)], f"ctc_greedy(of the path {path}, blank={blank})")


def test_frames_beyond_the_length_are_ignored(solution: Any) -> None:
    path = [1, 2, 2, 3, 0, 1]
    lengths = np.arange(7)
    got = greedy(solution, of_paths(*[path] * 7), lengths)
    equal(got, [collapsed(path[:n], 0) for n in range(7)], f"ctc_greedy(of seven times {path}, {lengths})")


def test_items_of_a_batch_do_not_touch(solution: Any) -> None:
    paths = np.random.default_rng(0).integers(0, 4, (9, 11))
    lengths = np.random.default_rng(1).integers(0, 12, 9)
    expected = [collapsed(path[:n].tolist(), 0) for path, n in zip(paths, lengths, strict=True)]
    equal(greedy(solution, of_paths(*paths.tolist()), lengths), expected, "ctc_greedy(of nine paths)")


def test_of_equal_symbols_the_smallest_is_taken(solution: Any) -> None:
    log_probs = np.log(np.array([[[0.1, 0.45, 0.45], [0.4, 0.2, 0.4], [0.2, 0.4, 0.4]]]))
    equal(greedy(solution, log_probs, np.array([3])), [[1, 1]], "ctc_greedy(ties)")


def test_greedy_takes_float32_and_what_is_impossible(solution: Any) -> None:
    log_probs = np.full((1, 3, 4), -np.inf, dtype=np.float32)
    log_probs[0, [0, 1, 2], [2, 0, 2]] = -0.5
    equal(greedy(solution, log_probs, np.array([3])), [[2, 2]], "ctc_greedy(one path alone is possible)")


def test_greedy_without_frames(solution: Any) -> None:
    equal(greedy(solution, np.zeros((2, 0, 3)), np.array([0, 0])), [[], []], "ctc_greedy(no frames)")


def test_greedy_keyword_arguments(solution: Any) -> None:
    got = greedy(solution, blank=2, lengths=np.array([3]), log_probs=of_paths([2, 0, 0]))
    equal(got, [[0]], "ctc_greedy(of the path [2, 0, 0], blank=2)")


@pytest.mark.parametrize(("steps", "symbols"), [(1, 2), (1, 4), (2, 3), (4, 3), (5, 3), (6, 2), (4, 4)])
def test_a_beam_that_is_wide_enough_sums_over_all_paths(solution: Any, steps: int, symbols: int) -> None:
    for blank in (0, symbols - 1):
        log_probs = untied(steps, symbols, 500, blank)
        texts = all_texts(log_probs, blank)
        best = max(texts, key=texts.__getitem__)
        text, log_prob = search(solution, log_probs, 500, blank)
        equal(text, list(best), f"ctc_beam_search({log_probs.tolist()}, 500, {blank})")
        close(log_prob, math.log(texts[best]), rtol=1e-9, atol=1e-9, what="the log-probability")


@pytest.mark.parametrize("width", [1, 2, 3, 5, 8])
def test_a_beam_of_width(solution: Any, width: int) -> None:
    for steps in (5, 9, 14):
        check(solution, untied(steps, 4, width), width)


@pytest.mark.parametrize("blank", [0, 1, 2, 3])
def test_any_symbol_may_be_the_blank_of_a_beam(solution: Any, blank: int) -> None:
    check(solution, untied(9, 4, 4, blank), 4, blank)


def test_two_equal_letters_need_a_blank_between_them(solution: Any) -> None:
    """Only the path 1, 1 is possible, then only the path 1, 0, 1."""
    never = -np.inf
    together = np.array([[never, -0.5], [never, -0.25]])
    equal(search(solution, together, 3), ([1], -0.75), "ctc_beam_search(one path, [1, 1])")
    apart = np.array([[never, -0.5], [-0.125, never], [never, -0.25]])
    equal(search(solution, apart, 3), ([1, 1], -0.875), "ctc_beam_search(one path, [1, 0, 1])")


def test_a_text_of_many_weak_paths_beats_the_best_path(solution: Any) -> None:
    log_probs = np.log(np.array([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.5, 0.3, 0.2]]))
    texts = all_texts(log_probs, 0)
    text, log_prob = search(solution, log_probs, 20)
    equal(text, [1], "ctc_beam_search(log([[0.5, 0.3, 0.2]] * 3), 20)")
    close(log_prob, math.log(texts[1,]), rtol=1e-9, what="the log-probability")


def test_mass_is_added_up_before_prefixes_are_dropped(solution: Any) -> None:
    """With a beam of two, [1] gets mass from itself and from the empty prefix in the same frame."""
    for seed in range(30):
        log_probs = frames(np.random.default_rng([7, seed]), 6, 3, sharp=0.7)
        if prefix_search(log_probs, 2, 0)[2] > CLOSEST:
            check(solution, log_probs, 2)


def test_sharp_frames_give_the_text_of_the_best_path(solution: Any) -> None:
    log_probs = np.log(np.eye(4)[[1, 1, 0, 1, 2, 0, 3, 3]] * 0.999 + 0.00025)
    text, _ = search(solution, log_probs, 3)
    equal(text, [1, 1, 2, 3], "ctc_beam_search(sharp frames of the path [1, 1, 0, 1, 2, 0, 3, 3], 3)")


def test_renaming_the_symbols_renames_the_text(solution: Any) -> None:
    log_probs, names = untied(8, 4, 4), np.array([2, 0, 3, 1])
    renamed = np.empty_like(log_probs)
    renamed[:, names] = log_probs
    text, log_prob = search(solution, log_probs, 4)
    got, got_log_prob = search(solution, renamed, 4, 2)
    equal(got, [int(names[symbol]) for symbol in text], "ctc_beam_search(with other names of the symbols)")
    close(got_log_prob, log_prob, rtol=1e-9, what="the log-probability")


def test_beam_search_without_frames(solution: Any) -> None:
    equal(search(solution, np.zeros((0, 3)), 2), ([], 0.0), "ctc_beam_search(no frames, 2)")


def test_beam_search_keyword_arguments(solution: Any) -> None:
    log_probs = untied(5, 3, 2, 1)
    expected, log_prob, _ = prefix_search(log_probs, 2, 1)
    text, got = search(solution, blank=1, width=2, log_probs=log_probs)
    equal(text, expected, "ctc_beam_search(..., width=2, blank=1)")
    close(got, log_prob, rtol=1e-9, what="the log-probability")


def test_frames_of_logarithms_that_are_not_normalised(solution: Any) -> None:
    check(solution, untied(7, 3, 3) - 200.0, 3)


def test_float32_is_summed_in_float64(solution: Any) -> None:
    check(solution, untied(60, 3, 3, sharp=4.0, dtype=np.float32), 3)


def test_frames_that_are_not_contiguous(solution: Any) -> None:
    paths = [[1, 1, 0, 2, 2], [0, 3, 0, 3, 1]]
    texts = [collapsed(path, 0) for path in paths]
    log_probs = of_paths(*paths)
    for view in (np.asfortranarray(log_probs), np.repeat(log_probs, 2, axis=1)[:, ::2]):
        equal(greedy(solution, view, np.array([5, 5])), texts, f"ctc_greedy(of the paths {paths})")
    log_probs = untied(8, 4, 3)
    for view in (np.asfortranarray(log_probs), np.repeat(log_probs, 2, axis=0)[::2]):
        check(solution, view, 3)


def test_calls_do_not_remember_each_other(solution: Any) -> None:
    for steps in (6, 3, 6):
        check(solution, untied(steps, 3, 3), 3)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=arguments())
def test_any_frames_agree_with_the_search_over_other_states(solution: Any, drawn: tuple[np.ndarray, int, int]) -> None:
    check(solution, *drawn)


def test_a_long_line_does_not_underflow(solution: Any) -> None:
    log_probs = untied(200, 8, 2, sharp=5.0) - 5.0
    expected, log_prob, _ = prefix_search(log_probs + 5.0, 2, 0)
    text, got = search(solution, log_probs, 2)
    equal(text, expected, "ctc_beam_search(a line of 200 frames, 2)")
    close(got, log_prob - 1000.0, rtol=1e-9, what="the log-probability")


def test_a_large_alphabet(solution: Any) -> None:
    check(solution, untied(20, 64, 6, sharp=6.0), 6)
