"""Cuts by hand, small buffers against one that is written out, properties, and models too large to write out."""

from __future__ import annotations

import itertools
import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import answer
from strategies import Arguments, arguments

from sandbox.checks import equal, fail

SENT = ("all_reduce", "reduce_scatter", "all_gather")


def check(solution: Any, *given_arguments: Any) -> None:
    shown = ", ".join(map(repr, given_arguments))
    equal(solution.zero_partition(*given_arguments), answer(*given_arguments), f"zero_partition({shown})")


def result(solution: Any, *given_arguments: Any) -> tuple[list[list[tuple[int, int, int]]], int, dict[str, int]]:
    """The answer, its types and keys checked."""
    got = solution.zero_partition(*given_arguments)
    if type(got) is not tuple or len(got) != 3 or type(got[0]) is not list or type(got[1]) is not int:
        fail("a tuple (owned, held_bytes, sent_bytes) of a list, an int and a dict is expected")
    if type(got[2]) is not dict or set(got[2]) != set(SENT) or any(type(got[2][name]) is not int for name in SENT):
        fail(f"sent_bytes must be a dict of ints with the keys {', '.join(SENT)}")
    return got


@pytest.mark.parametrize(
    ("sizes", "ranks", "owned"),
    [
        ([6], 3, [[(0, 0, 2)], [(0, 2, 4)], [(0, 4, 6)]]),
        ([7], 3, [[(0, 0, 3)], [(0, 3, 6)], [(0, 6, 7)]]),
        ([1, 1, 1, 1], 2, [[(0, 0, 1), (1, 0, 1)], [(2, 0, 1), (3, 0, 1)]]),
        ([3, 3], 4, [[(0, 0, 2)], [(0, 2, 3), (1, 0, 1)], [(1, 1, 3)], []]),
        ([1], 4, [[(0, 0, 1)], [], [], []]),
        ([9], 6, [[(0, 0, 2)], [(0, 2, 4)], [(0, 4, 6)], [(0, 6, 8)], [(0, 8, 9)], []]),
        ([2, 9, 1], 3, [[(0, 0, 2), (1, 0, 2)], [(1, 2, 6)], [(1, 6, 9), (2, 0, 1)]]),
        ([4, 4], 1, [[(0, 0, 4), (1, 0, 4)]]),
        ([], 2, [[], []]),
        ([0, 0], 3, [[], [], []]),
        ([0, 2, 0, 2, 0], 2, [[(1, 0, 2)], [(3, 0, 2)]]),
    ],
    ids=itertools.count(1),
)
def test_the_cut_of_a_small_buffer(
    solution: Any, sizes: list[int], ranks: int, owned: list[list[tuple[int, int, int]]]
) -> None:
    for stage in (1, 2, 3):
        equal(result(solution, sizes, ranks, stage)[0], owned, f"owned of zero_partition({sizes}, {ranks}, {stage})")


@pytest.mark.parametrize(
    ("stage", "held"), [(0, 16 * 12), (1, 4 * 12 + 12 * 3), (2, 2 * 12 + 14 * 3), (3, 16 * 3)], ids=itertools.count(1)
)
def test_what_a_rank_holds_in_stage(solution: Any, stage: int, held: int) -> None:
    """Eleven elements on four ranks: the padding counts."""
    equal(result(solution, [4, 7], 4, stage)[1], held, f"held_bytes of zero_partition([4, 7], 4, {stage})")


@pytest.mark.parametrize(
    ("stage", "sent"),
    [(0, (36, 0, 0)), (1, (0, 18, 18)), (2, (0, 18, 18)), (3, (0, 18, 36))],
)
def test_what_a_rank_sends_in_stage(solution: Any, stage: int, sent: tuple[int, int, int]) -> None:
    got = result(solution, [4, 7], 4, stage)[2]
    equal(got, dict(zip(SENT, sent, strict=True)), f"sent_bytes of zero_partition([4, 7], 4, {stage})")


@pytest.mark.parametrize(
    ("stage", "sent"),
    [(0, (36, 0, 0)), (1, (0, 18, 18)), (2, (0, 90, 18)), (3, (0, 90, 180))],
)
def test_what_five_micro_batches_cost_in_stage(solution: Any, stage: int, sent: tuple[int, int, int]) -> None:
    got = result(solution, [4, 7], 4, stage, 5)[2]
    equal(got, dict(zip(SENT, sent, strict=True)), f"sent_bytes of zero_partition([4, 7], 4, {stage}, 5)")


@pytest.mark.parametrize("stage", [0, 1, 2, 3])
def test_other_optimizers(solution: Any, stage: int) -> None:
    for optimizer_bytes in (0, 4, 8, 16):
        check(solution, [4, 7, 2], 5, stage, 1, optimizer_bytes)


@pytest.mark.parametrize("stage", [0, 1, 2, 3])
def test_one_rank_sends_nothing_and_holds_everything(solution: Any, stage: int) -> None:
    owned, held, sent = result(solution, [3, 0, 5], 1, stage, 3)
    equal(owned, [[(0, 0, 3), (2, 0, 5)]], f"owned of zero_partition([3, 0, 5], 1, {stage}, 3)")
    equal((held, sum(sent.values())), (128, 0), f"bytes of zero_partition([3, 0, 5], 1, {stage}, 3)")


@pytest.mark.parametrize("stage", [0, 1, 2, 3])
def test_keyword_arguments(solution: Any, stage: int) -> None:
    got = solution.zero_partition(sizes=[5, 6], ranks=3, stage=stage, optimizer_bytes=8, micro_batches=2)
    equal(got, answer([5, 6], 3, stage, 2, 8), f"zero_partition([5, 6], 3, {stage}, 2, 8)")


def test_random_models_agree_with_a_buffer_that_is_written_out(solution: Any) -> None:
    calls = [
        (random.choices(range(30), k=random.randint(0, 12)), random.randint(1, 16), stage, random.randint(1, 4), 12)
        for stage in (0, 1, 2, 3)
        for _ in range(20)
    ]
    answers = solution.batch(None, [("zero_partition", *call) for call in calls])
    for call, got in zip(calls, answers, strict=True):
        equal(got, answer(*call), f"zero_partition{call}")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=arguments())
def test_any_model_agrees_with_a_buffer_that_is_written_out(solution: Any, drawn: Arguments) -> None:
    check(solution, *drawn)


def test_the_bytes_of_stages_0_to_2_are_the_same_for_one_micro_batch(solution: Any) -> None:
    totals = {sum(result(solution, [100, 17], 8, stage)[2].values()) for stage in (0, 1, 2)}
    if len(totals) != 1:
        fail("with one micro-batch, stages 0, 1 and 2 do not send the same number of bytes")


def test_calls_do_not_remember_each_other(solution: Any) -> None:
    for stage in (3, 0, 2, 1, 3):
        check(solution, [3, 4], 3, stage, stage + 1)


@pytest.mark.parametrize("stage", [0, 1, 2, 3])
def test_numbers_beyond_the_digits_of_a_float(solution: Any, stage: int) -> None:
    total = 2**59 + 1
    shard = 2**56 + 1
    held = {0: 16 * 8, 1: 4 * 8 + 12, 2: 2 * 8 + 14, 3: 16}[stage] * shard
    sent = {0: (28, 0, 0), 1: (0, 14, 14), 2: (0, 42, 14), 3: (0, 42, 84)}[stage]
    owned, got_held, got_sent = result(solution, [total], 8, stage, 3)
    equal(got_held, held, "held_bytes of one parameter of 2**59 + 1 elements on 8 ranks")
    equal(got_sent, {name: count * shard for name, count in zip(SENT, sent, strict=True)}, "sent_bytes of the same")
    ends = [(0, 0, total)] * 8 if stage == 0 else [(0, r * shard, min((r + 1) * shard, total)) for r in range(8)]
    equal(owned, [[piece] for piece in ends], "owned of the same")


def test_a_7b_model_on_64_ranks_is_covered_once(solution: Any) -> None:
    """The layers of a decoder: the pieces of all ranks, put together, are the parameters."""
    sizes = [32000 * 4096, *[4096 * 4096] * 128, *[4096 * 11008] * 96, *[4096] * 65, 32000 * 4096]
    owned, held, _ = result(solution, sizes, 64, 3)
    total = sum(sizes)
    equal(held, 16 * -(-total // 64), "held_bytes of a 7B model in stage 3 on 64 ranks")
    reached = [0] * len(sizes)
    for pieces in owned:
        if sum(stop - start for _, start, stop in pieces) > -(-total // 64):
            fail("a rank owns more than a shard")
        for i, start, stop in pieces:
            if start != reached[i]:
                fail("the pieces of a parameter do not follow each other", f"parameter {i}: {start} after {reached[i]}")
            reached[i] = stop
    equal(reached, sizes, "where the pieces of each parameter end")


def test_many_parameters_on_many_ranks(solution: Any) -> None:
    """Every parameter against every rank would be 100 million steps."""
    sizes = [random.choice((0, 1, 64, 4096, 10**6)) for _ in range(25_000)]
    ranks = 4096
    owned, _, _ = result(solution, sizes, ranks, 2)
    equal(len(owned), ranks, "how many ranks own something")
    shard = -(-sum(sizes) // ranks)
    pieces = [(rank, *piece) for rank, one in enumerate(owned) for piece in one]
    expected = []
    position = 0
    for i, size in enumerate(sizes):
        cuts = [0, *range(shard - position % shard, size, shard), size]
        expected += [((position + start) // shard, i, start, stop) for start, stop in pairwise(cuts) if start < stop]
        position += size
    equal(pieces, expected, "the pieces of 25,000 parameters on 4096 ranks")
