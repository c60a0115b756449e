"""Against the full matrix, around the sizes of tiles, with numbers at both ends, and where it does not fit."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import attention
from strategies import arguments
from torch import Tensor

from sandbox.checks import close, fail

LOOSE = {"rtol": 1e-4, "atol": 2e-5}
both = pytest.mark.parametrize("causal", [False, True], ids=["full", "causal"])


def tensors(
    batch: int, heads: int, queries: int, keys: int, size: int, dtype: torch.dtype = torch.float32
) -> list[Tensor]:
    """Random q, k and v, with scores of a size that makes the softmax matter."""
    shapes = [(batch, heads, length, size) for length in (queries, keys, keys)]
    q, k, v = (torch.randn(shape, dtype=torch.float64) for shape in shapes)
    return [(2 * q).to(dtype), k.to(dtype), v.to(dtype)]


def check(solution: Any, qkv: list[Tensor], *, causal: bool, rtol: float = 1e-4, atol: float = 2e-5) -> None:
    found = solution.flash_attention(*qkv, causal)
    if type(found) is not tuple or len(found) != 2:
        fail("a pair is expected: the output and lse")
    for name, got, expected in zip(("the output", "lse"), found, attention(*qkv, causal=causal), strict=True):
        close(got, expected, rtol=rtol, atol=atol, what=name)


@both
@pytest.mark.parametrize(
    "shape", [(1, 1, 1, 1, 1), (2, 3, 5, 7, 4), (3, 2, 7, 5, 4), (4, 4, 4, 4, 4), (1, 2, 1, 6, 3)], ids=str
)
def test_shapes(solution: Any, shape: tuple[int, int, int, int, int], *, causal: bool) -> None:
    check(solution, tensors(*shape), causal=causal)


@both
@pytest.mark.parametrize("length", [31, 32, 33, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513])
def test_lengths_around_the_sizes_of_tiles(solution: Any, length: int, *, causal: bool) -> None:
    check(solution, tensors(1, 1, length, length, 4), causal=causal)


@both
@pytest.mark.parametrize(("queries", "keys"), [(40, 1100), (1100, 40), (513, 1030), (1, 777)])
def test_lengths_that_differ(solution: Any, queries: int, keys: int, *, causal: bool) -> None:
    check(solution, tensors(1, 1, queries, keys, 4), causal=causal)


def test_it_is_not_causal_unless_told(solution: Any) -> None:
    qkv = tensors(1, 2, 6, 6, 3)
    close(solution.flash_attention(*qkv)[0], attention(*qkv)[0], **LOOSE, what="the output")


def test_a_query_that_sees_nothing(solution: Any) -> None:
    q, k, v = tensors(1, 2, 6, 4, 3)
    out, lse = solution.flash_attention(q, k, v, True)
    close(out[:, :, :2], torch.zeros(1, 2, 2, 3), what="the output of a query that sees no key")
    close(lse[:, :, :2], torch.full((1, 2, 2), -math.inf), what="lse of a query that sees no key")
    check(solution, [q, k, v], causal=True)


@both
def test_the_largest_scores_come_last(solution: Any, *, causal: bool) -> None:
    """Everything that was summed before must shrink to nothing."""
    q, k, v = tensors(1, 1, 700, 700, 4)
    k = k * torch.linspace(0.01, 30, 700)[:, None]
    check(solution, [q, k, v], causal=causal, rtol=1e-3, atol=1e-3)
    check(solution, [q, k.flip(2), v], causal=causal, rtol=1e-3, atol=1e-3)


@both
@pytest.mark.parametrize("sign", [1, -1])
def test_scores_far_from_zero(solution: Any, sign: int, *, causal: bool) -> None:
    q = torch.full((1, 1, 300, 4), 50.0)
    k = sign * (torch.full((1, 1, 300, 4), 50.0) + torch.rand(1, 1, 300, 4) / 50)
    check(solution, [q, k, torch.randn(1, 1, 300, 4)], causal=causal, rtol=1e-2, atol=1e-2)


@both
def test_items_and_heads_are_apart(solution: Any, *, causal: bool) -> None:
    qkv = tensors(3, 2, 6, 5, 4)
    out, lse = solution.flash_attention(*qkv, causal)
    single = solution.flash_attention(*(x[2:, 1:] for x in qkv), causal)
    close(single[0], out[2:, 1:], **LOOSE, what="the output of one head of one item")
    close(single[1], lse[2:, 1:], **LOOSE, what="lse of one head of one item")


@both
def test_the_order_of_keys_does_not_matter_but_for_causal(solution: Any, *, causal: bool) -> None:
    q, k, v = tensors(1, 1, 1, 600, 4)
    order = torch.randperm(600)
    out, lse = solution.flash_attention(q, k[:, :, order], v[:, :, order], causal)
    expected = attention(q, k, v)
    close(out, expected[0], **LOOSE, what="the output")
    close(lse, expected[1], **LOOSE, what="lse")


@both
def test_inputs_that_are_not_contiguous(solution: Any, *, causal: bool) -> None:
    check(solution, [torch.randn(2, 7, 3, 4).transpose(1, 2) for _ in range(3)], causal=causal)


@both
def test_half_precision_is_accumulated_in_float32(solution: Any, *, causal: bool) -> None:
    """A thousand terms summed in bfloat16 stop growing after the first 256."""
    q, k, v = tensors(1, 2, 64, 1500, 8, torch.bfloat16)
    check(solution, [q, k, v + 1], causal=causal, rtol=4e-3, atol=1e-3)


@both
def test_float64_stays_float64(solution: Any, *, causal: bool) -> None:
    check(solution, tensors(1, 2, 40, 600, 4, torch.float64), causal=causal, rtol=1e-11, atol=1e-11)


@both
@pytest.mark.parametrize("shape", [(1, 2, 7, 600, 3), (2, 1, 5, 6, 3)], ids=str)
def test_gradients_of_queries_keys_and_values(
    solution: Any, shape: tuple[int, int, int, int, int], *, causal: bool
) -> None:
    qkv = [x.requires_grad_() for x in tensors(*shape, torch.float64)]
    cotangent = torch.randn_like(qkv[0])
    zeros = torch.zeros(shape[:3], dtype=torch.float64)
    found = solution.vjp(solution.flash_attention, *qkv, causal, cotangents=(cotangent, zeros))
    expected = torch.autograd.grad(attention(*qkv, causal=causal)[0], qkv, cotangent)
    for name, got, gradient in zip("qkv", found.inputs, expected, strict=True):
        assert got is not None, f"no gradient reaches {name}"
        close(got, gradient, rtol=1e-9, atol=1e-9, what=f"the gradient of {name}")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=arguments())
def test_any_sizes_agree_with_the_full_matrix(solution: Any, case: tuple[Tensor, Tensor, Tensor, bool]) -> None:
    *qkv, causal = case
    check(solution, qkv, causal=causal)


@both
def test_a_long_sequence_whose_scores_do_not_fit(solution: Any, *, causal: bool) -> None:
    q, k, v = tensors(1, 1, 6144, 6144, 16)
    out, lse = solution.flash_attention(q, k, v, causal)
    for i in (0, 1, 511, 4096, 6143):
        keys = slice(0, i + 1 if causal else None)
        expected = attention(q[:, :, i : i + 1], k[:, :, keys], v[:, :, keys])
        close(out[:, :, i : i + 1], expected[0], **LOOSE, what="the output for a long sequence")
        close(lse[:, :, i : i + 1], expected[1], **LOOSE, what="lse for a long sequence")
