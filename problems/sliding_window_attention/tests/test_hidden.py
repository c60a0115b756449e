"""Against the masked matrix at small sizes, query by query at large ones; the borders of the window; gradients."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import attention, of_query
from strategies import arguments
from torch import Tensor

from sandbox.checks import close, equal

LOOSE = {"rtol": 1e-4, "atol": 1e-5}
both = pytest.mark.parametrize("causal", [True, False], ids=["causal", "both-sides"])


def tensors(*shape: int, dtype: torch.dtype = torch.float32) -> list[Tensor]:
    """Random q, k and v, with scores of a size that makes the softmax matter."""
    q, k, v = (torch.randn(shape, dtype=torch.float64) for _ in range(3))
    return [(2 * q).to(dtype), k.to(dtype), v.to(dtype)]


def check(solution: Any, qkv: list[Tensor], window: int, *, causal: bool) -> None:
    out = solution.sliding_window_attention(*qkv, window, causal)
    close(out, attention(*qkv, window, causal=causal), **LOOSE, what=f"the result with a window of {window}")


@both
@pytest.mark.parametrize("window", [1, 2, 3, 5, 9, 10, 11, 40])
def test_windows_up_to_the_sequence_and_beyond(solution: Any, window: int, *, causal: bool) -> None:
    check(solution, tensors(2, 3, 10, 4), window, causal=causal)


@both
def test_a_window_far_beyond_the_sequence_costs_nothing(solution: Any, *, causal: bool) -> None:
    check(solution, tensors(1, 1, 10, 4), 5_000_000, causal=causal)


@both
@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (1, 1, 2, 1), (3, 1, 7, 5), (1, 4, 7, 2), (4, 4, 4, 4)], ids=str)
def test_shapes(solution: Any, shape: tuple[int, ...], *, causal: bool) -> None:
    check(solution, tensors(*shape), 3, causal=causal)


@both
@pytest.mark.parametrize("length", [63, 64, 65, 127, 128, 129, 255, 256, 257, 300])
def test_lengths_around_the_sizes_that_blocks_have(solution: Any, length: int, *, causal: bool) -> None:
    qkv = tensors(1, 1, length, 2)
    for window in (16, 64):
        out = solution.sliding_window_attention(*qkv, window, causal)
        for i in (0, 1, 15, length // 2, length - 2, length - 1):
            close(out[:, :, i], of_query(*qkv, window, i, causal=causal), **LOOSE, what="a query")


def test_it_is_causal_unless_told(solution: Any) -> None:
    qkv = tensors(1, 2, 6, 3)
    close(solution.sliding_window_attention(*qkv, 3), attention(*qkv, 3), **LOOSE)
    close(solution.sliding_window_attention(*qkv, window=3, causal=False), attention(*qkv, 3, causal=False), **LOOSE)


@both
def test_a_window_of_one_returns_the_values(solution: Any, *, causal: bool) -> None:
    q, k, v = tensors(2, 2, 6, 3)
    close(solution.sliding_window_attention(q, k, v, 1, causal), v)


@both
def test_nothing_outside_of_the_window_has_influence(solution: Any, *, causal: bool) -> None:
    """A key that moves by a lot is felt by the queries of its neighbourhood, and by no other."""
    q, k, v = tensors(1, 1, 12, 3)
    before = solution.sliding_window_attention(q, k, v, 4, causal)
    k, v = k.clone(), v.clone()
    k[0, 0, 6], v[0, 0, 6] = 3.0, 50.0
    after = solution.sliding_window_attention(q, k, v, 4, causal)
    felt = {i for i in range(12) if not torch.allclose(before[0, 0, i], after[0, 0, i], atol=1e-4)}
    equal(felt, set(range(6, 10)) if causal else set(range(3, 10)), "the queries that feel token 6")


@both
def test_items_and_heads_are_apart(solution: Any, *, causal: bool) -> None:
    qkv = tensors(3, 2, 6, 4)
    out = solution.sliding_window_attention(*qkv, 3, causal)
    for b, h in ((0, 1), (2, 0)):
        single = [x[b : b + 1, h : h + 1] for x in qkv]
        expected = solution.sliding_window_attention(*single, 3, causal)
        close(out[b : b + 1, h : h + 1], expected, **LOOSE, what="one head of one item")


@both
def test_shifting_all_keys_by_a_vector_changes_nothing(solution: Any, *, causal: bool) -> None:
    """Softmax forgets what all scores of a query have in common, as long as nothing but keys is in it."""
    q, k, v = tensors(1, 2, 8, 4)
    out = solution.sliding_window_attention(q, k + 5.0, v, 3, causal)
    close(out, attention(q, k, v, 3, causal=causal), rtol=1e-3, atol=1e-3)


@both
def test_large_scores_do_not_overflow(solution: Any, *, causal: bool) -> None:
    q, k, v = tensors(1, 2, 8, 4)
    close(
        solution.sliding_window_attention(q * 100, k * 100, v, 3, causal),
        attention(q * 100, k * 100, v, 3, causal=causal),
        rtol=1e-3,
        atol=1e-3,
    )


@both
def test_scores_far_below_zero(solution: Any, *, causal: bool) -> None:
    """A score of 0 for what is not there would take all the weight."""
    q, v = torch.full((1, 1, 6, 2), 10.0), torch.randn(1, 1, 6, 2)
    check(solution, [q, -q, v], 4, causal=causal)


@both
def test_inputs_that_are_not_contiguous(solution: Any, *, causal: bool) -> None:
    """As split heads are: (B, L, H, d) with two axes swapped."""
    check(solution, [torch.randn(2, 7, 3, 4).transpose(1, 2) for _ in range(3)], 3, causal=causal)


@both
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("shape", [(2, 2, 9, 3), (1, 2, 9, 3), (2, 1, 9, 16)], ids=str)
def test_gradients_of_queries_keys_and_values(
    solution: Any, shape: tuple[int, ...], dtype: torch.dtype, *, causal: bool
) -> None:
    qkv = [x.requires_grad_() for x in tensors(*shape, dtype=dtype)]
    cotangent = torch.randn(shape, dtype=dtype)
    found = solution.vjp(solution.sliding_window_attention, *qkv, 4, causal, cotangents=cotangent)
    out = attention(*qkv, 4, causal=causal)
    tolerance = 2e-4 if dtype == torch.float32 else 1e-10
    close(found.output.detach(), out.detach(), rtol=tolerance, atol=tolerance)
    for name, got, expected in zip("qkv", found.inputs, torch.autograd.grad(out, qkv, cotangent), strict=True):
        assert got is not None, f"no gradient reaches {name}"
        close(got, expected, rtol=tolerance, atol=tolerance, what=f"the gradient of {name}")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=arguments())
def test_any_window_agrees_with_the_masked_matrix(
    solution: Any, case: tuple[Tensor, Tensor, Tensor, int, bool]
) -> None:
    *qkv, window, causal = case
    check(solution, qkv, window, causal=causal)


@both
def test_a_long_sequence_without_a_full_matrix(solution: Any, *, causal: bool) -> None:
    qkv, window = tensors(1, 1, 32768, 16), 32 if causal else 16
    out = solution.sliding_window_attention(*qkv, window, causal)
    for i in (0, 5, 31, 4095, 4096, 20000, 32760, 32767):
        close(out[:, :, i], of_query(*qkv, window, i, causal=causal), **LOOSE, what="a query of a long sequence")
