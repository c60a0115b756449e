"""The module and its gradients, the backward pass by hand; eps, dtypes, extremes, what must always hold."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from modules import built
from reference import backward, rms_norm, rms_norm_by_loops
from strategies import cases
from torch import Tensor

from sandbox.checks import close, equal

HALF = {torch.bfloat16: {"rtol": 3e-2, "atol": 3e-2}, torch.float16: {"rtol": 4e-3, "atol": 4e-3}}
LEADS = [(), (3,), (2, 3), (2, 1, 4), (1, 2, 2, 3), (5, 10)]
drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def random(*shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return (torch.randn(shape, dtype=torch.float64) * 2 + 0.5).to(dtype)


def check_backward(solution: Any, dy: Tensor, x: Tensor, weight: Tensor, eps: float, **tolerance: float) -> None:
    expected = backward(dy, x, weight, eps)
    for name, got, right in zip(
        ("dx", "dweight"), solution.rms_norm_backward(dy, x, weight, eps), expected, strict=True
    ):
        close(got, right, **tolerance, what=name)


# Forward


@pytest.mark.parametrize("lead", LEADS, ids=str)
def test_any_number_of_leading_axes(solution: Any, lead: tuple[int, ...]) -> None:
    x, weight = random(*lead, 6), random(6)
    close(built(solution, weight)(x).detach(), rms_norm(x, weight))


@pytest.mark.parametrize("dim", [1, 2, 5, 64])
def test_any_size_of_a_row(solution: Any, dim: int) -> None:
    x, weight = random(3, dim), random(dim)
    close(built(solution, weight)(x).detach(), rms_norm(x, weight), rtol=1e-5)


def test_sizes_that_are_all_alike(solution: Any) -> None:
    """A wrong axis shows in no shape."""
    x, weight = random(4, 4, 4) * torch.arange(1.0, 5.0)[:, None], random(4)
    close(built(solution, weight)(x).detach(), rms_norm(x, weight))


def test_against_loops_over_single_numbers(solution: Any) -> None:
    x, weight = random(3, 4, 5, dtype=torch.float64), random(5, dtype=torch.float64)
    close(built(solution, weight, 0.01, "eval")(x).detach(), rms_norm_by_loops(x, weight, 0.01), rtol=1e-12)


@pytest.mark.parametrize("eps", [4.0, 0.3, 1e-3])
def test_eps_is_added_to_the_mean_of_the_squares(solution: Any, eps: float) -> None:
    x, weight = random(3, 6) * 0.3, random(6)
    close(built(solution, weight, eps)(x).detach(), rms_norm(x, weight, eps))


def test_eps_is_a_millionth_unless_given(solution: Any) -> None:
    x = random(4, 6, dtype=torch.float64) * torch.tensor([[1e-2], [1e-3], [1e-4], [1e-6]], dtype=torch.float64)
    close(built(solution, torch.ones(6, dtype=torch.float64))(x).detach(), rms_norm(x, torch.ones(6)), rtol=1e-9)


def test_a_row_of_zeros_gives_zeros(solution: Any) -> None:
    weight = random(5)
    close(built(solution, weight)(torch.zeros(2, 5)).detach(), torch.zeros(2, 5))


def test_the_mean_stays(solution: Any) -> None:
    """A constant row becomes a row of ones, where LayerNorm gives zeros."""
    x = torch.full((2, 4), 7.0)
    close(solution.RMSNorm(4)(-x).detach(), -torch.ones(2, 4))


def test_the_length_of_a_row_does_not_matter(solution: Any) -> None:
    x, weight = random(5, 6), random(6)
    module = built(solution, weight, 1e-12)
    close(module(x * torch.tensor([[0.5], [2.0], [30.0], [-1.0], [1000.0]])).detach()[:3], module(x).detach()[:3])
    close(module(-x).detach(), -module(x).detach(), what="the result for the negated input")


def test_rows_are_apart_in_training_as_in_eval_mode(solution: Any) -> None:
    x, weight = random(4, 3, 6) * torch.arange(1.0, 5.0)[:, None, None], random(6)
    training, evaluated = built(solution, weight), built(solution, weight, mode="eval")
    together = training(x).detach()
    for i in range(4):
        close(training(x[i]).detach(), together[i], what="one item alone")
    close(evaluated(x).detach(), together, what="the result in eval mode")


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=["bf16", "f16"])
def test_half_precision(solution: Any, dtype: torch.dtype) -> None:
    x, weight = random(3, 16, dtype=dtype), random(16, dtype=dtype)
    close(built(solution, weight)(x).detach(), rms_norm(x, weight), **HALF[dtype])


def test_squares_that_float16_cannot_hold(solution: Any) -> None:
    x, weight = random(3, 64, dtype=torch.float16) * 2000, torch.ones(64, dtype=torch.float16)
    close(built(solution, weight)(x).detach(), rms_norm(x, weight), **HALF[torch.float16])


def test_squares_that_underflow_in_float16(solution: Any) -> None:
    """1e-4 squared is 0 in float16."""
    x, weight = random(3, 64, dtype=torch.float16) * 1e-4, torch.ones(64, dtype=torch.float16)
    close(built(solution, weight, 1e-10)(x).detach(), rms_norm(x, weight, 1e-10), **HALF[torch.float16])


def test_a_long_row_of_half_precision_is_summed_in_more(solution: Any) -> None:
    x, weight = torch.full((1, 4096), 1.5, dtype=torch.bfloat16), torch.ones(4096, dtype=torch.bfloat16)
    x[0, ::2] = 0.01
    close(built(solution, weight)(x).detach(), rms_norm(x, weight), rtol=1e-2, atol=1e-4)


def test_float64_keeps_its_digits(solution: Any) -> None:
    x, weight = random(3, 6, dtype=torch.float64), random(6, dtype=torch.float64)
    close(built(solution, weight)(x).detach(), rms_norm(x, weight), rtol=1e-12, atol=1e-12)


def test_large_numbers_of_float32(solution: Any) -> None:
    x, weight = random(3, 6) * 1e15, random(6)
    close(built(solution, weight)(x).detach(), rms_norm(x, weight))


@pytest.mark.parametrize("layout", ["permuted", "strided", "expanded"])
def test_inputs_that_are_not_contiguous(solution: Any, layout: str) -> None:
    weight = random(4)
    inputs = {
        "permuted": random(4, 3, 2).permute(2, 1, 0),
        "strided": random(3, 4, 8)[:, ::2, ::2],
        "expanded": random(3, 1, 4).expand(3, 5, 4),
    }
    close(built(solution, weight)(inputs[layout]).detach(), rms_norm(inputs[layout], weight))


def test_a_new_module_has_a_weight_of_ones_alone(solution: Any) -> None:
    module = solution.RMSNorm(5)
    found = solution.parameters(module)
    equal(set(found), {"weight"}, "the parameters and buffers")
    close(found["weight"], torch.ones(5), what="the weight")
    other = built(solution, random(5))
    x = random(3, 5)
    close(module(x).detach(), rms_norm(x, torch.ones(5)), what="the result after another module was made")
    close(solution.RMSNorm(eps=0.2, dim=5)(x).detach(), rms_norm(x, torch.ones(5), 0.2), what="the result by keyword")
    close(other(x).detach(), other(x).detach())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("lead", LEADS, ids=str)
def test_gradients_through_the_module(solution: Any, lead: tuple[int, ...], dtype: torch.dtype) -> None:
    x, weight, dy = (
        random(*lead, 6, dtype=dtype).requires_grad_(),
        random(6, dtype=dtype),
        random(*lead, 6, dtype=dtype),
    )
    found = solution.vjp(built(solution, weight, 0.1), x, cotangents=dy)
    dx, dweight = backward(dy, x, weight, 0.1)
    tolerance = {"rtol": 1e-4, "atol": 1e-4} if dtype == torch.float32 else {"rtol": 1e-10, "atol": 1e-10}
    assert found.inputs[0] is not None, "no gradient reaches x"
    close(found.inputs[0], dx, **tolerance, what="the gradient of x")
    assert found.parameters.get("weight") is not None, "no gradient reaches weight"
    close(found.parameters["weight"], dweight, **tolerance, what="the gradient of weight")


# Backward


@pytest.mark.parametrize("lead", LEADS, ids=str)
def test_the_backward_pass_with_any_number_of_leading_axes(solution: Any, lead: tuple[int, ...]) -> None:
    check_backward(solution, random(*lead, 6), random(*lead, 6), random(6), 1e-6, rtol=1e-4, atol=1e-4)


def test_the_backward_pass_of_sizes_that_are_all_alike(solution: Any) -> None:
    check_backward(solution, random(4, 4, 4), random(4, 4, 4), random(4), 0.3, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("eps", [2.0, 0.1, 1e-3])
def test_the_backward_pass_knows_eps(solution: Any, eps: float) -> None:
    x = random(3, 5, dtype=torch.float64) * 0.3
    check_backward(
        solution, random(3, 5, dtype=torch.float64), x, random(5, dtype=torch.float64), eps, rtol=1e-10, atol=1e-10
    )


def test_eps_is_a_millionth_in_the_backward_pass_too(solution: Any) -> None:
    dy, x, weight = (random(*shape, dtype=torch.float64) for shape in ((3, 5), (3, 5), (5,)))
    dx, dweight = solution.rms_norm_backward(dy, x * 1e-3, weight)
    expected = backward(dy, x * 1e-3, weight)
    close(dx, expected[0], rtol=1e-9, what="dx")
    close(dweight, expected[1], rtol=1e-9, what="dweight")


def test_dx_is_at_right_angles_to_x(solution: Any) -> None:
    """With a tiny eps: a longer x gives the same y."""
    dy, x = random(5, 8, dtype=torch.float64), random(5, 8, dtype=torch.float64)
    dx, _ = solution.rms_norm_backward(dy, x, random(8, dtype=torch.float64), 1e-14)
    close((dx * x).sum(-1), torch.zeros(5, dtype=torch.float64), what="the products of dx with x")
    assert bool((dx.abs() > 1e-6).any()), "dx is 0"


def test_the_backward_pass_of_a_row_of_zeros(solution: Any) -> None:
    check_backward(solution, random(2, 4), torch.zeros(2, 4), random(4), 0.25, rtol=1e-5, atol=1e-5)


def test_the_backward_pass_agrees_with_finite_differences(solution: Any) -> None:
    """Of the solution's own forward pass."""
    dy, x, weight = (random(*shape, dtype=torch.float64) for shape in ((3, 5), (3, 5), (5,)))
    module, along, step = built(solution, weight, 0.1), random(3, 5, dtype=torch.float64), 1e-5
    dx, _ = solution.rms_norm_backward(dy, x, weight, 0.1)
    ends = [float((module(x + sign * step * along).detach() * dy).sum()) for sign in (1, -1)]
    close(float((dx * along).sum()), (ends[0] - ends[1]) / (2 * step), rtol=1e-6, atol=1e-6, what="the slope along x")


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=["bf16", "f16"])
def test_the_backward_pass_in_half_precision(solution: Any, dtype: torch.dtype) -> None:
    check_backward(
        solution, random(3, 16, dtype=dtype), random(3, 16, dtype=dtype), random(16, dtype=dtype), 1e-3, **HALF[dtype]
    )


@pytest.mark.parametrize("size", [300, 1000])
def test_the_backward_pass_of_squares_that_float16_cannot_hold(solution: Any, size: int) -> None:
    x, dy = random(3, 64, dtype=torch.float16) * size, random(3, 64, dtype=torch.float16)
    found = solution.rms_norm_backward(dy * 500, x, torch.ones(64, dtype=torch.float16))
    expected = backward(dy * 500, x, torch.ones(64, dtype=torch.float16))
    close(found[0], expected[0], rtol=1e-2, atol=1e-2, what="dx")
    close(found[1], expected[1], rtol=1e-2, atol=1.0, what="dweight")


def test_dweight_of_half_precision_is_summed_in_more(solution: Any) -> None:
    """3,000 ones: bfloat16 stops counting at 256."""
    ones = torch.ones(3000, 2, dtype=torch.bfloat16)
    dweight = solution.rms_norm_backward(ones, ones, ones[0])[1]
    close(dweight, torch.full((2,), 3000.0, dtype=torch.bfloat16), rtol=1e-2, what="dweight")


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=["bf16", "f16"])
def test_the_dtype_of_the_weight_may_differ(solution: Any, dtype: torch.dtype) -> None:
    """Half-precision activations with a float32 weight, as in mixed precision."""
    dx, dweight = solution.rms_norm_backward(random(3, 8, dtype=dtype), random(3, 8, dtype=dtype), random(8))
    equal((dx.dtype, dweight.dtype), (dtype, torch.float32), "the dtypes of dx and dweight")


def test_the_backward_pass_of_inputs_that_are_not_contiguous(solution: Any) -> None:
    dy, x = random(4, 3, 2).permute(2, 1, 0), random(3, 2, 4).transpose(0, 1)
    check_backward(solution, dy, x, random(8)[::2], 0.1, rtol=1e-4, atol=1e-4)


@drawn
@given(case=cases())
def test_any_row_forward(solution: Any, case: tuple[Tensor, Tensor, Tensor, float]) -> None:
    _, x, weight, eps = case
    close(built(solution, weight, eps)(x).detach(), rms_norm(x, weight, eps), rtol=1e-9, atol=1e-9)


@drawn
@given(case=cases())
def test_any_row_backward(solution: Any, case: tuple[Tensor, Tensor, Tensor, float]) -> None:
    check_backward(solution, *case, rtol=1e-8, atol=1e-8)


def test_two_million_elements(solution: Any) -> None:
    x, weight = random(512, 4096), random(4096)
    close(built(solution, weight)(x).detach(), rms_norm(x, weight), rtol=1e-4, atol=1e-4)


def test_many_short_rows_backward(solution: Any) -> None:
    dy, x = random(64, 1024, 16), random(64, 1024, 16)
    dx, dweight = solution.rms_norm_backward(dy, x, torch.ones(16))
    expected = backward(dy, x, torch.ones(16))
    close(dx, expected[0], rtol=1e-3, atol=1e-3, what="dx")
    close(dweight, expected[1], rtol=1e-3, atol=1.0, what="dweight")
