"""Shapes and broadcasting, both kinds of mask, rows that see nothing, dropout, gradients, extremes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import attention
from strategies import arguments
from torch import Tensor

from sandbox.checks import close, equal

LOOSE = {"rtol": 1e-4, "atol": 1e-5}


def tensors(
    *lead: int, lq: int = 3, lk: int = 5, d_k: int = 4, d_v: int = 2, dtype: torch.dtype = torch.float32
) -> list[Tensor]:
    """Random q, k and v."""
    shapes = (lq, d_k), (lk, d_k), (lk, d_v)
    return [(torch.randn(*lead, *shape, dtype=torch.float64) * 1.5).to(dtype) for shape in shapes]


def check(solution: Any, qkv: list[Tensor], mask: Tensor | None = None, scale: float | None = None) -> None:
    out, weights = solution.attention(*qkv, mask, scale)
    expected_out, expected_weights = attention(*qkv, mask, scale)
    close(weights, expected_weights, **LOOSE, what="the weights")
    close(out, expected_out, **LOOSE, what="the result")


@pytest.mark.parametrize("lead", [(), (2,), (3, 2), (2, 1, 3), (1, 2, 2, 2)], ids=str)
def test_any_number_of_leading_axes(solution: Any, lead: tuple[int, ...]) -> None:
    check(solution, tensors(*lead))


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1), (1, 6, 3, 2), (6, 1, 2, 3), (2, 3, 1, 4), (5, 2, 6, 1)], ids=str)
def test_sizes(solution: Any, sizes: tuple[int, int, int, int]) -> None:
    lq, lk, d_k, d_v = sizes
    check(solution, tensors(2, lq=lq, lk=lk, d_k=d_k, d_v=d_v))


def test_sizes_that_are_all_alike(solution: Any) -> None:
    """A wrong axis shows in no shape."""
    qkv = tensors(4, 4, lq=4, lk=4, d_k=4, d_v=4)
    check(solution, qkv)
    check(solution, qkv, torch.ones(4, 4).tril() > 0)


@pytest.mark.parametrize(
    "leads",
    [((2, 3), (2, 1), (2, 1)), ((3,), (), ()), ((), (2,), (2,)), ((2, 1), (1, 3), (3,))],
    ids=itertools.count(1),
)
def test_leading_axes_that_broadcast(solution: Any, leads: tuple[tuple[int, ...], ...]) -> None:
    """As the keys of grouped queries do."""
    check(solution, [tensors(*lead)[i] for i, lead in enumerate(leads)])


@pytest.mark.parametrize("scale", [0.25, 1.0, 3.0, 0.0, -1.0])
def test_a_scale_of_ones_own(solution: Any, scale: float) -> None:
    check(solution, tensors(2), scale=scale)


def test_a_scale_of_zero_gives_the_mean(solution: Any) -> None:
    q, k, v = tensors(2)
    close(solution.attention(q, k, v, scale=0.0)[0], v.mean(1, keepdim=True).expand(2, 3, 2), **LOOSE)


@pytest.mark.parametrize(
    "shape", [(3, 5), (1, 5), (3, 1), (2, 3, 5), (4, 1, 3, 5), (1, 2, 1, 5), (4, 2, 3, 5), (5,), (4, 1, 1, 5)], ids=str
)
@pytest.mark.parametrize("kind", ["bool", "float"])
def test_masks_broadcast(solution: Any, shape: tuple[int, ...], kind: str) -> None:
    mask = torch.rand(shape) < 0.6
    mask[..., 0] = True
    check(solution, tensors(4, 2), mask if kind == "bool" else torch.randn(shape))


def test_a_key_that_is_not_seen_has_no_influence(solution: Any) -> None:
    q, k, v = tensors(2)
    mask = torch.tensor([True, True, False, True, False])
    before = solution.attention(q, k, v, mask)[0]
    k[:, [2, 4]], v[:, [2, 4]] = 40.0, 1000.0
    close(solution.attention(q, k, v, mask)[0], before)


def test_a_mask_of_infinities_is_a_mask_of_booleans(solution: Any) -> None:
    qkv, seen = tensors(2, 2), torch.rand(3, 5) < 0.5
    bias = torch.zeros(3, 5).masked_fill(~seen, -torch.inf)
    for got, right in zip(solution.attention(*qkv, bias), attention(*qkv, seen), strict=True):
        close(got, right, **LOOSE)


@pytest.mark.parametrize("kind", ["bool", "float"])
def test_queries_that_see_nothing_get_zeros(solution: Any, kind: str) -> None:
    mask = torch.rand(2, 3, 5) < 0.7
    mask[..., 1], mask[0, 1], mask[1, 2] = True, False, False
    bias = torch.randn(2, 3, 5).masked_fill(~mask, -torch.inf)
    check(solution, tensors(2), mask if kind == "bool" else bias)


def test_a_mask_that_hides_everything(solution: Any) -> None:
    check(solution, tensors(2, 2), torch.zeros(1, 1, dtype=torch.bool))


def test_weights_sum_to_one(solution: Any) -> None:
    weights = solution.attention(*tensors(3, lk=7), torch.randn(3, 7))[1]
    close(weights.sum(-1), torch.ones(3, 3), what="the sums of the weights")


def test_the_order_of_the_keys_does_not_matter(solution: Any) -> None:
    q, k, v = tensors(2)
    turned = torch.tensor([3, 0, 4, 1, 2])
    out, weights = solution.attention(q, k, v)
    other, shuffled = solution.attention(q, k[:, turned], v[:, turned])
    close(other, out, **LOOSE, what="the result")
    close(shuffled, weights[..., turned], **LOOSE, what="the weights")


@pytest.mark.parametrize("size", [100.0, 3e4])
def test_large_scores_do_not_overflow(solution: Any, size: float) -> None:
    q, k, v = tensors(2, dtype=torch.float64)
    check(solution, [size * q, k, v])
    check(solution, [size * q, k, v], torch.ones(3, 5).tril() > 0)


def test_scores_far_below_zero(solution: Any) -> None:
    """A score of 0, or one of -10,000, for what is hidden would take all the weight."""
    q, v = torch.full((3, 4), 300.0), torch.randn(5, 2)
    check(solution, [q, torch.full((5, 4), -200.0), v], torch.tensor([True, False, True, False, True]))


def test_inputs_that_are_not_contiguous(solution: Any) -> None:
    """As split heads are: (B, L, H, d) with two axes swapped."""
    check(solution, [torch.randn(2, length, 3, 4).transpose(1, 2) for length in (3, 5, 5)], torch.rand(5, 3).T < 0.7)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("kind", ["none", "bool", "float"])
def test_gradients(solution: Any, kind: str, dtype: torch.dtype) -> None:
    """The second query sees nothing, and gets the gradient 0. Batches of one and two, small inputs and larger ones."""
    lead, d_k = (1, 2) if kind == "none" else (2, 2), 4 if dtype == torch.float32 else 16
    qkv = [x.requires_grad_() for x in tensors(*lead, d_k=d_k, dtype=dtype)]
    hidden = torch.rand(3, 5) < 0.4
    hidden[:, 0], hidden[1] = False, True
    bias = torch.randn(3, 5, dtype=dtype).masked_fill(hidden, -torch.inf).requires_grad_()
    mask = {"none": None, "bool": ~hidden, "float": bias}[kind]
    ahead = torch.randn(*lead, 3, 2, dtype=dtype), torch.randn(*lead, 3, 5, dtype=dtype)
    found = solution.vjp(solution.attention, *qkv, mask, cotangents=ahead)
    out = attention(*qkv, mask)
    leaves = [*qkv, bias] if kind == "float" else qkv
    tolerance = 2e-4 if dtype == torch.float32 else 1e-10
    expected = torch.autograd.grad(out, leaves, ahead)
    for name, got, right in zip(("q", "k", "v", "mask"), found.inputs, expected, strict=False):
        assert got is not None, f"no gradient reaches {name}"
        close(got, right, rtol=tolerance, atol=tolerance, what=f"the gradient of {name}")


def test_a_float64_input_is_computed_in_float64(solution: Any) -> None:
    qkv = tensors(2, dtype=torch.float64)
    for mask in (None, torch.rand(3, 5) < 0.6, torch.randn(3, 5, dtype=torch.float64)):
        for got, right in zip(solution.attention(*qkv, mask), attention(*qkv, mask), strict=True):
            close(got, right, rtol=1e-10, atol=1e-10)


# Dropout


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_dropout_scales_what_it_keeps(solution: Any, p: float) -> None:
    """With the identity for values the result is what was left of the weights."""
    q, k, _ = tensors(16, lq=64, lk=32)
    out, weights = solution.attention(q, k, torch.eye(32).expand(16, 32, 32), dropout=p)
    close(weights.sum(-1), torch.ones(16, 64), what="the sums of the weights before dropout")
    kept = out != 0
    close(out[kept], (weights / (1 - p))[kept], **LOOSE, what="a weight that was kept")
    share = 1 - kept.double().mean().item()
    assert abs(share - p) < 0.02, f"{share:.3f} of the weights were dropped, with a dropout of {p}"


def test_dropout_drops_each_weight_by_itself(solution: Any) -> None:
    """Not whole queries, keys or heads."""
    q, k, _ = tensors(8, lq=64, lk=64)
    kept = solution.attention(q, k, torch.eye(64).expand(8, 64, 64), dropout=0.5)[0] != 0
    for axis in range(3):
        share = kept.double().mean(axis)
        assert share.std().item() < 0.25, "weights are dropped together"


@pytest.mark.parametrize("p", [0.2, 0.5])
def test_dropout_drops_weights_and_not_results(solution: Any, p: float) -> None:
    """With ones for values all that a query gets is the sum of the weights that were kept."""
    q, k, _ = tensors(4, lq=16, lk=64)
    out, _ = solution.attention(q, k, torch.ones(4, 64, 3), dropout=p)
    close(out, out[..., :1].expand(4, 16, 3), what="the elements of a result that are alike without dropout")
    assert bool((out > 0).all()), "results were dropped"


def test_the_mean_of_many_calls_with_dropout_is_the_result_without(solution: Any) -> None:
    qkv = tensors(2)
    calls = [("attention", *qkv, None, None, 0.3)] * 400
    mean = torch.stack([out for out, _ in solution.batch(None, calls)]).mean(0)
    close(mean, attention(*qkv)[0], rtol=0.1, atol=0.2, what="the mean of 400 calls")


def test_dropout_differs_from_call_to_call(solution: Any) -> None:
    qkv = tensors(4, lq=8, lk=8)
    first, second = (solution.attention(*qkv, dropout=0.5)[0] for _ in range(2))
    assert not torch.equal(first, second), "two calls dropped the same weights"


def test_without_dropout_nothing_is_random(solution: Any) -> None:
    qkv = tensors(4, lq=8, lk=8)
    first, second = (solution.attention(*qkv, dropout=0.0)[0] for _ in range(2))
    equal(torch.equal(first, second), True, "the same results twice")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=arguments())
def test_any_arguments_agree_with_the_loops(
    solution: Any, case: tuple[Tensor, Tensor, Tensor, Tensor | None, float | None]
) -> None:
    q, k, v, mask, scale = case
    check(solution, [q, k, v], mask, scale)


def test_four_million_weights(solution: Any) -> None:
    """All keys are alike: each query gets the mean of the values that it sees."""
    q, k = torch.randn(4, 1024, 16), torch.ones(4, 1024, 16)
    v = torch.arange(1024.0)[None, :, None].expand(4, 1024, 1)
    out, _ = solution.attention(q, k, v, torch.ones(1024, 1024, dtype=torch.bool).tril())
    expected = (torch.arange(1024.0) / 2)[None, :, None].expand(4, 1024, 1)
    close(out, expected, rtol=1e-3, atol=1e-3)


def test_leading_sizes_of_v_alone_do_not_reach_the_weights(solution: Any) -> None:
    q, k, v = torch.randn(3, 4), torch.randn(5, 4), torch.randn(2, 6, 5, 7)
    found, weights = solution.attention(q, k, v)
    equal(tuple(weights.shape), (3, 5), "the shape of the weights")
    close(found, attention(q, k, v)[0], **LOOSE, what="the result")


def test_without_gradients_the_result_is_the_same(solution: Any) -> None:
    with solution.no_grad():
        check(solution, tensors(2))
