"""Tables by hand, random ones against the definition, wide beams against all sequences, properties, a large table."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import Arguments, Result, beam, exhaustive
from strategies import CLOSEST, arguments, table

from sandbox.checks import close, equal, fail

NEVER = -np.inf


def search(solution: Any, *given_arguments: Any, **named: Any) -> list[Result]:
    """The results, their types checked; numpy's integers and floats are fine."""
    results = solution.beam_search(*given_arguments, **named)
    if type(results) is not list:
        fail(f"a list of pairs (tokens, score) is expected, not a value of type {type(results).__name__}")
    for pair in results:
        if type(pair) is not tuple or len(pair) != 2 or type(pair[0]) is not list:
            fail("each result must be a tuple (tokens, score), tokens being a list")
        if not all(isinstance(token, int | np.integer) for token in pair[0]):
            fail("a token is no int")
        if not isinstance(pair[1], float | np.floating):
            fail("a score is no float")
    return [([int(token) for token in tokens], float(score)) for tokens, score in results]


def compare(results: list[Result], expected: list[Result], given_arguments: Arguments, rtol: float = 1e-9) -> None:
    log_probs, *others = given_arguments
    shown = f"beam_search({np.array2string(log_probs, separator=', ')}, {', '.join(map(repr, others))})"
    equal([tokens for tokens, _ in results], [tokens for tokens, _ in expected], shown)
    for (_, score), (_, expected_score) in zip(results, expected, strict=True):
        close(score, expected_score, rtol=rtol, atol=rtol, what="a score")


def check(solution: Any, given_arguments: Arguments, rtol: float = 1e-9) -> None:
    compare(search(solution, *given_arguments), beam(*given_arguments)[0], given_arguments, rtol)


def without_ties(
    steps: int, vocabulary: int, *others: Any, impossible: float = 0.0, dtype: Any = np.float64
) -> Arguments:
    """A random table, seeded by its sizes, in which nothing comes close to a tie."""
    for seed in range(100):
        rng = np.random.default_rng([steps, vocabulary, seed])
        arguments = table(rng, steps, vocabulary, impossible, dtype), *others
        if beam(*arguments)[1] > CLOSEST:  # type: ignore[arg-type]
            return arguments  # type: ignore[return-value]
    raise AssertionError("no table without ties")


@pytest.mark.parametrize("width", [1, 2, 3, 5, 8])
def test_a_beam_of_width(solution: Any, width: int) -> None:
    check(solution, without_ties(6, 5, 0, 1, width, 0.0))


@pytest.mark.parametrize("alpha", [0.0, 0.3, 0.6, 1.0, 1.5, 2.0])
def test_the_exponent_of_the_length_penalty_is(solution: Any, alpha: float) -> None:
    check(solution, without_ties(6, 4, 0, 1, 5, alpha))


@pytest.mark.parametrize(("start", "end"), [(0, 3), (3, 0), (2, 1), (1, 2), (1, 1)])
def test_any_token_may_be_start_or_end(solution: Any, start: int, end: int) -> None:
    check(solution, without_ties(5, 4, start, end, 3, 0.7))


def test_alpha_is_0_unless_given(solution: Any) -> None:
    given_arguments = without_ties(4, 4, 0, 1, 4, 0.0)
    compare(search(solution, *given_arguments[:4]), beam(*given_arguments)[0], given_arguments)


def test_keyword_arguments(solution: Any) -> None:
    log_probs, start, end, width, alpha = given_arguments = without_ties(4, 4, 2, 1, 3, 1.0)
    results = search(solution, alpha=alpha, width=width, end=end, start=start, log_probs=log_probs)
    compare(results, beam(*given_arguments)[0], given_arguments)


def test_one_step(solution: Any) -> None:
    check(solution, without_ties(1, 5, 0, 1, 3, 1.0))
    check(solution, without_ties(1, 3, 0, 1, 9, 0.0))


def test_a_hypothesis_overtakes_one_that_looked_better(solution: Any) -> None:
    """[2, ...] leads until the last step, in which only [3, 3, 3] has a likely end."""
    log_probs = np.full((4, 4, 4), -9.0) - np.arange(64).reshape(4, 4, 4) / 100
    log_probs[0, 0, 2], log_probs[0, 0, 3] = -0.1, -2.0
    log_probs[1:3, 2, 2], log_probs[1:3, 3, 3] = -0.2, -0.3
    log_probs[3, 3, 1] = -0.5
    results = search(solution, log_probs, 0, 1, 2)
    equal(results[0][0], [3, 3, 3, 1], "the best of beam_search(...)")


def test_the_tokens_follow_the_hypothesis_they_belong_to(solution: Any) -> None:
    """The order of the live hypotheses turns round at each step."""
    log_probs = np.full((4, 4, 4), NEVER)
    log_probs[0, 0, 2:] = -1.0, -2.0
    log_probs[1, 2, 3], log_probs[1, 3, 2] = -5.0, -1.0
    log_probs[2, 2, 3], log_probs[2, 3, 2] = -6.5, -1.0
    log_probs[3, 2, 1], log_probs[3, 3, 1] = -1.0, -1.25
    expected = [([2, 3, 2, 1], -8.0), ([3, 2, 3, 1], -10.75)]
    compare(search(solution, log_probs, 0, 1, 2), expected, (log_probs, 0, 1, 2, 0.0))


def test_one_hypothesis_may_take_the_whole_beam(solution: Any) -> None:
    """The best two extensions of step 1 are both of [2]; none of [3] is kept."""
    log_probs = np.full((2, 4, 4), NEVER)
    log_probs[0, 0, 2:] = -0.1, -3.0
    log_probs[1, 2] = NEVER, NEVER, -1.0, -1.5
    log_probs[1, 3] = NEVER, NEVER, -0.1, -0.2
    expected = [([2, 2], -1.1), ([2, 3], -1.6)]
    compare(search(solution, log_probs, 0, 1, 2), expected, (log_probs, 0, 1, 2, 0.0))


def test_a_finished_hypothesis_frees_its_place(solution: Any) -> None:
    """After [1] is finished, two extensions of [2] are kept at the next step, not one."""
    log_probs = np.full((2, 4, 4), NEVER)
    log_probs[0, 0, 1:3] = -4.0, -0.5
    log_probs[1, 2, 2:] = -0.5, -1.5
    expected = [([2, 2], -1.0), ([2, 3], -2.0)]
    compare(search(solution, log_probs, 0, 1, 2), expected, (log_probs, 0, 1, 2, 0.0))


def test_an_end_that_is_not_among_the_best_is_not_finished(solution: Any) -> None:
    """[1] is third at step 0; with the length penalty it would win in the end."""
    log_probs = np.full((3, 4, 4), -5.0) - np.arange(48).reshape(3, 4, 4) / 100
    log_probs[0, 0] = NEVER, -1.5, -1.0, -1.25
    results = search(solution, log_probs, 0, 1, 2)
    if [1] in [tokens for tokens, _ in results]:
        fail("an extension that was not among the `width` best became a result")


def test_the_search_goes_on_after_the_first_finished_hypothesis(solution: Any) -> None:
    """[1] costs 2.0 and the long one 3.0, which is less for each of its six tokens."""
    log_probs = np.full((6, 3, 3), NEVER)
    log_probs[:, :, 2] = -0.5
    log_probs[0, 0, 1] = -2.0
    compare(
        search(solution, log_probs, 0, 1, 2, 1.0),
        [([2] * 6, -0.5), ([1], -2.0)],
        (log_probs, 0, 1, 2, 1.0),
    )


def test_more_results_than_the_width_may_be_finished(solution: Any) -> None:
    """One is finished at each step, and the last ones are the best."""
    log_probs = np.full((5, 3, 3), NEVER)
    log_probs[:, :, 2] = -0.125
    log_probs[:, :, 1] = [[-8.0], [-7.0], [-6.0], [-5.0], [-4.0]]
    expected = [([2, 2, 2, 2, 2], -0.625), ([2, 2, 2, 2, 1], -4.5)]
    compare(search(solution, log_probs, 0, 1, 2), expected, (log_probs, 0, 1, 2, 0.0))


def test_the_penalty_plays_no_part_in_the_search(solution: Any) -> None:
    """Totals go on unpenalised, however large alpha is."""
    for seed in range(12):
        check(solution, without_ties(5, 4, 0, seed % 4, 2 + seed % 3, 2.0))


def test_what_is_finished_is_not_extended(solution: Any) -> None:
    """Tokens after `end` cost nothing."""
    log_probs = without_ties(5, 4, 0, 1, 4, 0.0)[0]
    log_probs[:, 1] = 0.0
    results = search(solution, log_probs, 0, 1, 4)
    if any(1 in tokens[:-1] for tokens, _ in results):
        fail("a result goes on after the end token")
    check(solution, (log_probs, 0, 1, 4, 0.0))


def test_the_start_token_may_be_generated(solution: Any) -> None:
    log_probs = np.full((3, 3, 3), NEVER)
    log_probs[0, 0, 0], log_probs[1, 0, 0], log_probs[2, 0, 1] = -0.5, -0.25, -1.0
    compare(search(solution, log_probs, 0, 1, 2), [([0, 0, 1], -1.75)], (log_probs, 0, 1, 2, 0.0))


def test_the_impossible_is_never_kept(solution: Any) -> None:
    for width in (1, 3, 6):
        check(solution, without_ties(4, 4, 0, 1, width, 0.5, impossible=0.75))


def test_nothing_is_possible(solution: Any) -> None:
    equal(search(solution, np.full((3, 4, 4), NEVER), 0, 1, 2), [], "beam_search(a table of -inf, 0, 1, 2)")


def test_every_hypothesis_dies_in_the_middle(solution: Any) -> None:
    log_probs = without_ties(4, 4, 0, 1, 3, 0.0)[0]
    log_probs[2] = NEVER
    check(solution, (log_probs, 0, 1, 3, 0.0))


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_a_beam_that_is_wide_enough_finds_the_best_of_all(solution: Any, alpha: float) -> None:
    given_arguments = without_ties(3, 4, 0, 1, 70, alpha)
    results = search(solution, *given_arguments)
    compare(results, exhaustive(*given_arguments), given_arguments)


def test_a_beam_of_one_is_greedy(solution: Any) -> None:
    log_probs = without_ties(8, 6, 0, 1, 1, 0.0)[0]
    log_probs[:7, :, 1] = NEVER
    tokens, total, last = [], 0.0, 0
    for step in log_probs:
        total += float(step[last].max())
        last = int(step[last].argmax())
        tokens.append(last)
    compare(search(solution, log_probs, 0, 1, 1), [(tokens, total)], (log_probs, 0, 1, 1, 0.0))


def test_a_score_is_that_of_its_tokens(solution: Any) -> None:
    log_probs, *others = without_ties(7, 6, 2, 1, 6, 0.75)
    for tokens, score in search(solution, log_probs, *others):
        before = [2, *tokens]
        total = math.fsum(float(log_probs[t, before[t], token]) for t, token in enumerate(tokens))
        close(score, total / len(tokens) ** 0.75, rtol=1e-9, what="the score of the tokens that were returned")


def test_renaming_the_tokens_renames_the_results(solution: Any) -> None:
    log_probs, *others = without_ties(5, 5, 0, 1, 4, 0.5)
    names = np.array([3, 4, 0, 2, 1])
    renamed = np.empty_like(log_probs)
    renamed[:, names[:, None], names] = log_probs
    expected = [([int(names[token]) for token in tokens], score) for tokens, score in beam(log_probs, *others)[0]]
    compare(search(solution, renamed, 3, 4, 4, 0.5), expected, (renamed, 3, 4, 4, 0.5))


def test_float32_is_summed_in_float64(solution: Any) -> None:
    log_probs = without_ties(40, 3, 0, 1, 2, 0.0, dtype=np.float32)[0]
    log_probs[:, :, 1] = NEVER
    check(solution, (log_probs, 0, 1, 2, 0.0))


@pytest.mark.parametrize("kind", ["transposed", "strided"])
def test_a_table_that_is_not_contiguous(solution: Any, kind: str) -> None:
    log_probs, *others = without_ties(5, 4, 0, 1, 3, 0.5)
    views = {"transposed": np.asfortranarray(log_probs), "strided": np.repeat(log_probs, 2, axis=2)[:, :, ::2]}
    check(solution, (views[kind], *others))  # type: ignore[arg-type]


def test_totals_whose_exponentials_are_0(solution: Any) -> None:
    given_arguments = without_ties(6, 4, 0, 1, 4, 0.5)
    check(solution, (given_arguments[0] - 300, *given_arguments[1:]))


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=arguments())
def test_any_table_agrees_with_the_definition(solution: Any, drawn: Arguments) -> None:
    check(solution, drawn)


def test_a_large_table(solution: Any) -> None:
    rng = np.random.default_rng(1)
    logits = rng.standard_normal((8, 500, 500))
    log_probs = (logits - np.log(np.exp(logits).sum(axis=2, keepdims=True))).astype(np.float32)
    live, last = np.zeros(1), np.array([0])
    for step in log_probs.astype(np.float64)[:, :, 2:]:  # 0 and 1 are made impossible below
        totals = (live[:, None] + step[last]).ravel()
        best = np.sort(np.argpartition(-totals, 32)[:32])
        live, last = totals[best], best % 498 + 2
    log_probs[:, :, :2] = NEVER
    results = search(solution, log_probs, 0, 1, 32)
    close(np.array([score for _, score in results]), np.sort(live)[::-1].copy(), rtol=1e-9, what="the scores")
    for tokens, score in results:
        total = math.fsum(float(log_probs[t, a, b]) for t, (a, b) in enumerate(itertools.pairwise([0, *tokens])))
        close(score, total, rtol=1e-9, what="the score of the tokens that were returned")
