"""Draws in both directions, pictures that repeat, borders and extremes; pairs with their masks, and gradients."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import hard_negatives, itm_pairs
from strategies import arguments
from torch import Tensor

from sandbox.checks import close, equal

NAMES = ("the images", "the texts", "the masks", "the labels")


def check(solution: Any, sim: Tensor, ids: Tensor, u: Tensor) -> None:
    found, expected = solution.hard_negatives(sim, ids, u), hard_negatives(sim, ids, u)
    for name, got, right in zip(("the texts", "the images"), found, expected, strict=True):
        equal(got.dtype, torch.int64, f"the dtype of {name}")
        close(got, right, what=name)


def batch(size: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor, Tensor]:
    """sim, ids that are all different, u."""
    ids = torch.randperm(size) * 3 - 5
    return (torch.randn(size, size, dtype=torch.float64) * 2).to(dtype), ids, torch.rand(2, size, dtype=torch.float64)


def constant(size: int, value: float) -> Tensor:
    return torch.full((2, size), value, dtype=torch.float64)


# Draws


@pytest.mark.parametrize("size", [2, 3, 5, 8])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
def test_pictures_that_are_all_different(solution: Any, size: int, dtype: torch.dtype) -> None:
    for _ in range(5):
        check(solution, *batch(size, dtype))


@pytest.mark.parametrize(
    "ids", [[0, 0, 1], [5, 5, 5, 2], [1, 2, 1, 2, 1], [-1, 3, -1, -1, 3, 7], [0, 0, 1, 1]], ids=itertools.count(1)
)
def test_a_picture_that_is_there_twice_is_no_negative_of_itself(solution: Any, ids: list[int]) -> None:
    for _ in range(5):
        sim, _, u = batch(len(ids))
        check(solution, sim, torch.tensor(ids), u)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_batch_of_one_picture_has_no_negatives(solution: Any, size: int) -> None:
    sim, _, u = batch(size)
    check(solution, sim, torch.full((size,), 9), u)


def test_texts_come_from_rows_and_images_from_columns(solution: Any) -> None:
    sim = torch.tensor([[0.0, 50.0, 0.0], [50.0, 0.0, 0.0], [0.0, 70.0, 0.0]])
    texts, images = solution.hard_negatives(sim, torch.arange(3), constant(3, 0.4))
    equal(texts, torch.tensor([1, 0, 1]), "the texts")
    equal(images, torch.tensor([1, 2, 0]), "the images")


def test_each_direction_has_its_own_numbers(solution: Any) -> None:
    sim, ids = torch.zeros(4, 4), torch.arange(4)
    u = torch.stack([constant(4, 0.1)[0], constant(4, 0.9)[0]])
    check(solution, sim, ids, u)
    check(solution, sim, ids, torch.linspace(0.05, 0.95, 8, dtype=torch.float64).reshape(2, 4))


@pytest.mark.parametrize("u", [0.0, 0.1, 0.24, 0.25, 0.26, 0.5, 0.74, 0.75, 0.99])
def test_a_draw_at_a_border_belongs_to_the_next(solution: Any, u: float) -> None:
    """Four wrong texts that are equally likely."""
    check(solution, torch.zeros(5, 5, dtype=torch.float64), torch.arange(5), constant(5, u))


def test_what_matches_is_never_drawn_at_the_ends(solution: Any) -> None:
    """The first and the last of a batch, with the smallest and the largest number."""
    sim, ids = torch.zeros(6, 6), torch.tensor([1, 1, 2, 3, 1, 1])
    for u in (0.0, 1 - 2**-53):
        check(solution, sim, ids, constant(6, u))


@pytest.mark.parametrize("tail", [1, 3])
def test_sums_that_are_rounded_below_1(solution: Any, tail: int) -> None:
    """Ten tenths, one by one, are 0.9999999999999999."""
    ids = torch.tensor([*range(10), *[77] * tail])
    sim = torch.zeros(len(ids), len(ids), dtype=torch.float64)
    u = constant(len(ids), 1 - 2**-53)
    texts, images = solution.hard_negatives(sim, ids, u)
    equal((int(texts[-1]), int(images[-1])), (9, 9), "what is drawn for the last pair")


def test_the_right_pair_may_be_likelier_by_any_factor(solution: Any) -> None:
    """After a softmax over all, every negative has the probability 0."""
    sim, ids, u = batch(5, torch.float64)
    check(solution, sim + 1000 * torch.eye(5), ids, u)
    check(solution, sim - 1000 * torch.eye(5), ids, u)


@pytest.mark.parametrize("size", [1e3, 1e5])
def test_large_similarities_do_not_overflow(solution: Any, size: float) -> None:
    sim, ids, u = batch(6, torch.float64)
    check(solution, sim.round() * size, ids, u)


@pytest.mark.parametrize(("factor", "text"), [(1 - 1e-10, 1), (1 + 1e-10, 2)], ids=["below", "above"])
def test_float32_is_computed_in_float64(solution: Any, factor: float, text: int) -> None:
    """Right below and right above the border between two negatives."""
    sim = torch.tensor([[0.0, 0.3, 0.7], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    border = sim[0, 1:].double().softmax(0)[0].item()
    texts, _ = solution.hard_negatives(sim, torch.arange(3), constant(3, border * factor))
    equal(int(texts[0]), text, "the text of image 0")


def test_frequencies_are_the_probabilities(solution: Any) -> None:
    """Of the texts of image 0, over 200 draws that are evenly spread."""
    sim = torch.log(torch.tensor([[9.0, 1.0, 2.0, 2.0], [1.0, 1, 1, 1], [1.0, 1, 1, 1], [1.0, 1, 1, 1]]))
    counts = [0] * 4
    for k in range(200):
        counts[int(solution.hard_negatives(sim, torch.arange(4), constant(4, (k + 0.5) / 200))[0][0])] += 1
    equal(counts, [0, 40, 80, 80], "how often each text is drawn")


@pytest.mark.parametrize("size", [1, 4])
def test_similarities_that_require_a_gradient(solution: Any, size: int) -> None:
    sim, ids, u = batch(size)
    texts, images = solution.hard_negatives(sim.requires_grad_(), ids, u)
    expected = hard_negatives(sim.detach(), ids, u)
    equal(texts, expected[0], "the texts")
    equal(images, expected[1], "the images")


def test_similarities_that_are_not_contiguous(solution: Any) -> None:
    sim, ids, u = batch(6)
    check(solution, sim.T, ids, u)
    check(solution, sim[::2, ::2], ids[::2], u[:, ::2])


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=arguments())
def test_any_batch_agrees_draw_by_draw(solution: Any, case: tuple[Tensor, Tensor, Tensor]) -> None:
    check(solution, *case)


# Pairs


def sequences(size: int, li: int, lt: int, d: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor, Tensor]:
    image, text = (torch.randn(size, length, d, dtype=torch.float64).to(dtype) for length in (li, lt))
    return image, text, (torch.rand(size, lt) < 0.6).long()


def check_pairs(solution: Any, given_sequences: tuple[Tensor, Tensor, Tensor], texts: Tensor, images: Tensor) -> None:
    found, expected = solution.itm_pairs(*given_sequences, texts, images), itm_pairs(*given_sequences, texts, images)
    for name, got, right in zip(NAMES, found, expected, strict=True):
        close(got, right, rtol=0, atol=0, what=name)


@pytest.mark.parametrize("sizes", [(4, 3, 2, 5), (2, 1, 4, 3), (5, 2, 2, 1), (3, 3, 3, 3), (2, 1, 513, 1)], ids=str)
def test_all_pairs(solution: Any, sizes: tuple[int, int, int, int]) -> None:
    size = sizes[0]
    texts, images = (torch.arange(size).roll(shift) for shift in (1, -1))
    check_pairs(solution, sequences(*sizes), texts, images)
    check_pairs(solution, sequences(*sizes), torch.full((size,), 1), torch.zeros(size, dtype=torch.int64))


@pytest.mark.parametrize(
    ("texts", "images"),
    [
        ([-1, 2, 1, 0], [3, 0, 3, 1]),
        ([2, 2, -1, 2], [-1, -1, 0, 0]),
        ([-1] * 4, [1, 0, 1, 0]),
        ([1, 0, 0, 0], [-1] * 4),
    ],
    ids=itertools.count(1),
)
def test_what_has_no_negative_is_left_out(solution: Any, texts: list[int], images: list[int]) -> None:
    check_pairs(solution, sequences(4, 2, 3, 2), torch.tensor(texts), torch.tensor(images))


@pytest.mark.parametrize("size", [1, 3])
def test_no_negatives_at_all(solution: Any, size: int) -> None:
    none = torch.full((size,), -1)
    check_pairs(solution, sequences(size, 2, 3, 4), none, none)


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16], ids=["f64", "bf16"])
def test_the_dtype_stays(solution: Any, dtype: torch.dtype) -> None:
    check_pairs(solution, sequences(3, 2, 3, 2, dtype), torch.tensor([1, 2, 0]), torch.tensor([2, 0, -1]))


def test_sequences_that_are_not_contiguous(solution: Any) -> None:
    image, text, mask = (
        torch.randn(2, 4, 3).permute(1, 2, 0),
        torch.randn(4, 3, 4)[:, :, ::2],
        torch.ones(3, 4).long().T,
    )
    check_pairs(solution, (image, text, mask), torch.tensor([1, 2, 3, 0]), torch.tensor([3, -1, 0, 1]))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize(
    ("texts", "images"),
    [([1, 2, 0], [2, 0, 1]), ([1, 0, 1], [1, 0, 0]), ([-1, 0, 0], [1, -1, 1]), ([-1], [-1])],
    ids=itertools.count(1),
)
@pytest.mark.parametrize("length", [2, 50])
def test_gradients_add_up_over_the_pairs(
    solution: Any, length: int, texts: list[int], images: list[int], dtype: torch.dtype
) -> None:
    image, text, mask = sequences(len(texts), length, 4, 3, dtype)
    chosen = torch.tensor(texts), torch.tensor(images)
    leaves = [image.requires_grad_(), text.requires_grad_()]
    expected = itm_pairs(image, text, mask, *chosen)
    ahead = [torch.randn_like(tensor) for tensor in expected[:2]]
    given_ahead = (*ahead, torch.zeros_like(expected[2]), torch.zeros_like(expected[3]))
    found = solution.vjp(solution.itm_pairs, image, text, mask, *chosen, cotangents=given_ahead)
    right = torch.autograd.grad(expected[:2], leaves, ahead)
    for name, got, gradient in zip(("image_embeds", "text_embeds"), found.inputs, right, strict=True):
        assert got is not None, f"no gradient reaches {name}"
        close(got, gradient, what=f"the gradient of {name}")


def test_a_large_batch(solution: Any) -> None:
    sim, _, u = batch(512)
    ids = torch.arange(512) // 2
    texts, images = solution.hard_negatives(sim, ids, u)
    for name, drawn in (("texts", texts), ("images", images)):
        assert bool((ids[drawn] != ids).all()), f"some of the {name} match"
    expected = hard_negatives(sim, ids, u)
    agreeing = (texts == expected[0]).sum() + (images == expected[1]).sum()
    assert int(agreeing) >= 1022, "more draws differ than rounding explains"
    image, text, mask = sequences(512, 8, 4, 64)
    found = solution.itm_pairs(image, text, mask, texts, images)
    close(found[0][512 * 2 :], image[images], rtol=0, atol=0, what="the images of the last pairs")


def test_large_ids_that_differ_by_one_differ(solution: Any) -> None:
    for first in (2**24, 2**53, 2**62):
        ids = torch.tensor([first, first + 1])
        check(solution, torch.zeros(2, 2), ids, constant(2, 0.5))
