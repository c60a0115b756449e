"""Layer normalisation against two references, and against what it must be whatever a reference says."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from modules import built, load
from reference import layer_norm, layer_norm_by_loops, random_state
from strategies import Case, cases
from torch import Tensor

from sandbox.checks import close

GRADIENT = {"rtol": 1e-4, "atol": 2e-5}
"""Tolerances for float32 gradients, which are sums over many rows."""

drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=16,
    phases=[Phase.generate],  # no shrinking: it would spend the solution's time limit
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


# What it computes


def test_any_number_of_leading_dimensions(solution: Any) -> None:
    state = random_state((6,))
    module = built(solution, 6, state)
    for leading in ((5,), (3, 4), (), (1,), (2, 3, 2), (2, 1, 3, 2, 2)):
        x = torch.randn(*leading, 6) * 2 + 1
        close(module(x), layer_norm(x, (6,), **state), what=f"the result for {len(leading)} leading dimensions")


def test_a_tuple_normalises_over_all_its_dimensions_at_once(solution: Any) -> None:
    for shape in ((3, 4), (6,), (2, 3, 4), (4, 1), (1, 5)):
        state = random_state(shape)
        module = built(solution, shape, state)
        for leading in ((), (2, 4)):
            x = torch.randn(*leading, *shape) * 3 - 1
            close(module(x), layer_norm(x, shape, **state), what=f"the result over {len(shape)} dimensions")


def test_sizes_that_are_all_alike(solution: Any) -> None:
    """A wrong axis shows in no shape here."""
    x = torch.randn(4, 4, 4, 4) * torch.arange(1.0, 5.0) + torch.arange(4.0)[:, None]
    for shape in ((4,), (4, 4), (4, 4, 4)):
        state = random_state(shape)
        close(
            built(solution, shape, state)(x), layer_norm(x, shape, **state), what=f"the result over {len(shape)} axes"
        )


def test_without_affine(solution: Any) -> None:
    x = torch.randn(3, 4, 5)
    for shape in ((5,), (4, 5)):
        module = solution.LayerNorm(shape, elementwise_affine=False)
        close(module(x), layer_norm(x, shape))


@drawn
@given(case=cases())
def test_random_shapes_and_arguments(solution: Any, case: Case) -> None:
    module = solution.LayerNorm(*case.arguments)
    load(solution, module, case.state)
    close(module(case.x), layer_norm(case.x, case.shape, **case.state, eps=case.arguments[1]), rtol=1e-4, atol=1e-4)


def test_against_loops_over_single_numbers(solution: Any) -> None:
    state, x = random_state((3, 5), dtype=torch.float64), torch.randn(4, 3, 5, dtype=torch.float64)
    out = built(solution, (3, 5), state, eps=0.01, dtype=torch.float64)(x)
    close(out, layer_norm_by_loops(x, (3, 5), **state, eps=0.01))


# eps


def test_eps_is_added_to_the_variance_under_the_root(solution: Any) -> None:
    x = torch.randn(3, 8) * 0.5
    for eps in (4.0, 0.3, 1e-3):
        close(solution.LayerNorm(8, eps=eps)(x), layer_norm(x, (8,), eps=eps))


def test_eps_shows_where_the_variance_is_small(solution: Any) -> None:
    """The default, and a tiny one."""
    x = torch.randn(4, 8, dtype=torch.float64) * torch.tensor([[1e-1], [1e-2], [1e-3], [1e-5]], dtype=torch.float64)
    close(built(solution, 8, {}, dtype=torch.float64)(x), layer_norm(x, (8,)))
    close(built(solution, 8, {}, eps=1e-12, dtype=torch.float64)(x), layer_norm(x, (8,), eps=1e-12))


def test_a_row_without_variance_gives_the_bias(solution: Any) -> None:
    """A constant one, or one of a single feature, whose unbiased variance would be 0 / 0."""
    state, x = random_state((8,)), torch.tensor([[0.0], [1.0], [-4.0]]).expand(3, 8).contiguous()
    close(built(solution, 8, state)(x), state["bias"].expand(3, 8))
    single, x = random_state((1,)), torch.randn(5, 1)
    close(built(solution, 1, single)(x), single["bias"].expand(5, 1), what="the result for a single feature")


# Precision, dtype, memory layout


def test_float64_keeps_its_digits(solution: Any) -> None:
    state, x = random_state((16,), dtype=torch.float64), torch.randn(5, 16, dtype=torch.float64)
    out = built(solution, 16, state, dtype=torch.float64)(x)
    close(out, layer_norm(x, (16,), **state), rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=["bf16", "f16"])
def test_half_precision_stays_half_precision(solution: Any, dtype: torch.dtype) -> None:
    state, x = random_state((16,), dtype=dtype), (torch.randn(5, 16) * 2 + 0.5).to(dtype)
    tolerance = {torch.bfloat16: 6e-2, torch.float16: 1e-2}[dtype]
    affine, plain = built(solution, 16, state, dtype=dtype), built(solution, 16, {}, dtype=dtype)
    close(affine(x), layer_norm(x, (16,), **state), rtol=tolerance, atol=tolerance)
    close(plain(x), layer_norm(x, (16,)), rtol=tolerance, atol=tolerance, what="the result without affine")


def test_a_large_offset_does_not_cancel_the_variance(solution: Any) -> None:
    """E[x^2] - E[x]^2 is the difference of two numbers that agree in nearly all of their digits."""
    x = torch.randn(6, 64) + torch.tensor([1e3, -1e3, 5e3, -5e3, 1e2, 0.0])[:, None]
    close(solution.LayerNorm(64)(x), layer_norm(x, (64,)), rtol=1e-3, atol=4e-3)
    x = torch.randn(6, 64, dtype=torch.float64) + 1e6
    close(built(solution, 64, {}, dtype=torch.float64)(x), layer_norm(x, (64,)), what="the result in float64")


def test_inputs_that_are_not_contiguous(solution: Any) -> None:
    state = random_state((4, 6))
    module = built(solution, (4, 6), state)
    for x in (torch.randn(6, 4, 3).transpose(0, 2), torch.randn(3, 6, 4).mT, torch.randn(3, 8, 6)[:, ::2]):
        close(module(x), layer_norm(x, (4, 6), **state))
    expanded = torch.randn(3, 1, 6).expand(3, 4, 6)
    close(module(expanded), layer_norm(expanded, (4, 6), **state), what="the result for an expanded input")


# What any layer normalisation must be


def test_every_block_has_mean_0_and_variance_1(solution: Any) -> None:
    """Not the batch, nor a feature over the batch."""
    x = torch.randn(7, 5, 4, 6, dtype=torch.float64) * 3 + torch.arange(7.0, dtype=torch.float64)[:, None, None, None]
    for dims, shape in (((-1,), 6), ((-2, -1), (4, 6)), ((-3, -2, -1), (5, 4, 6))):
        out = built(solution, shape, {}, eps=1e-12, dtype=torch.float64)(x).detach()
        close(out.mean(dims), torch.zeros(out.mean(dims).shape, dtype=torch.float64), what="the mean of a block")
        variance = out.square().mean(dims)
        close(variance, torch.ones_like(variance), what="the biased variance of a block")


def test_shift_and_scale_of_a_row_do_not_matter(solution: Any) -> None:
    """However large the shift is, and in eval mode as in training."""
    module = built(solution, 8, {}, eps=1e-12, dtype=torch.float64)
    x = torch.randn(4, 8, dtype=torch.float64)
    shift, scale = torch.randn(4, 1, dtype=torch.float64) * 1e5, torch.rand(4, 1, dtype=torch.float64) + 0.5
    plain = module(x)
    close(module(-x), -plain, what="the result for the negated input")
    close(module(x * scale + shift), plain)
    module.eval()
    close(module(x * scale + shift), plain, what="the result in eval mode")


def test_each_row_is_alone(solution: Any) -> None:
    """In training mode too; and a call leaves nothing behind for the next."""
    module, x = built(solution, 6, random_state((6,))), torch.randn(4, 3, 6) * torch.arange(1.0, 5.0)[:, None, None]
    together = module(x).detach()
    for i in range(4):
        close(module(x[i]).detach(), together[i], what="the result for one item of the batch")
    changed = x.clone()
    changed[0] += torch.randn(3, 6) * 100
    close(module(changed).detach()[1:], together[1:], what="the items that were not changed")
    module.eval()
    close(module(x).detach(), together, what="the result in eval mode")


def test_weight_scales_the_normalised_value_and_bias_is_added_last(solution: Any) -> None:
    state, x = random_state((3, 4)), torch.randn(2, 3, 4)
    plain = solution.LayerNorm((3, 4), elementwise_affine=False)(x)
    close(built(solution, (3, 4), state)(x), plain * state["weight"] + state["bias"])
    shifted = built(solution, (3, 4), {"weight": torch.zeros(3, 4), "bias": state["bias"]})
    close(shifted(x), state["bias"].expand(2, 3, 4), what="the result where the weight is 0")


# The module


def test_a_fresh_module_has_ones_and_zeros_as_parameters(solution: Any) -> None:
    for given_shape, shape in ((5, (5,)), ((5,), (5,)), ((2, 3), (2, 3))):
        module = solution.LayerNorm(given_shape)
        found = solution.parameters(module)
        assert set(found) == {"weight", "bias"}, "parameters and buffers are not exactly weight and bias"
        close(found["weight"], torch.ones(shape), what="the initial weight")
        close(found["bias"], torch.zeros(shape), what="the initial bias")
        close(module.weight, torch.ones(shape), what="the attribute weight")
        close(module.bias, torch.zeros(shape), what="the attribute bias")


def test_without_affine_there_is_nothing_to_learn_or_to_load(solution: Any) -> None:
    for shape in (4, (2, 4)):
        module = solution.LayerNorm(shape, elementwise_affine=False)
        assert module.weight is None, "weight is not None, though elementwise_affine=False"
        assert module.bias is None, "bias is not None, though elementwise_affine=False"
        assert not solution.parameters(module), "there are parameters or buffers, though elementwise_affine=False"
        load(solution, module, {})


def test_arguments_by_position_and_by_keyword(solution: Any) -> None:
    x = torch.randn(3, 4)
    expected = layer_norm(x, (4,), eps=0.2)
    close(solution.LayerNorm(4, 0.2, False)(x), expected)
    close(solution.LayerNorm(elementwise_affine=False, eps=0.2, normalized_shape=4)(x), expected)


def test_modules_do_not_share_state(solution: Any) -> None:
    state, x = random_state((4,)), torch.randn(3, 4)
    one, other = built(solution, 4, state), built(solution, 4, random_state((4,)), eps=0.5)
    close(solution.LayerNorm(4)(x), layer_norm(x, (4,)), what="the result of a fresh module")
    close(one(x), layer_norm(x, (4,), **state))
    close(one(x), one(x))
    assert not torch.allclose(other(x), one(x)), "two modules with other weights give the same"


# Gradients


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
def test_gradients_of_input_weight_and_bias(solution: Any, dtype: torch.dtype) -> None:
    for leading, shape in (((), (6,)), ((2, 3), (6,)), ((3,), (4, 5)), ((2, 2), (2, 3, 2))):
        state = random_state(shape, dtype=dtype)
        x = (torch.randn(*leading, *shape, dtype=dtype) * 2 + 1).requires_grad_()
        cotangent = torch.randn(*leading, *shape, dtype=dtype)
        found = solution.vjp(built(solution, shape, state, dtype=dtype), x, cotangents=cotangent)
        weight, bias = (tensor.requires_grad_() for tensor in state.values())
        expected = torch.autograd.grad(layer_norm(x, shape, weight, bias), [x, weight, bias], cotangent)
        tolerance = GRADIENT if dtype == torch.float32 else {}
        assert set(found.parameters) == {"weight", "bias"}, "named_parameters() are not exactly weight and bias"
        close(found.inputs[0], expected[0], **tolerance, what="the gradient of the input")
        close(found.parameters["weight"], expected[1], **tolerance, what="the gradient of weight")
        close(found.parameters["bias"], expected[2], **tolerance, what="the gradient of bias")


@drawn
@given(case=cases())
def test_random_gradients(solution: Any, case: Case) -> None:
    """In float64: next to an eps of 1e-12, float32 leaves nothing to compare."""
    state = {name: tensor.double().requires_grad_() for name, tensor in case.state.items()}
    x = case.x.double().requires_grad_()
    cotangent = torch.linspace(-1, 1, x.numel(), dtype=torch.float64).reshape(x.shape)
    given_shape, eps, _ = case.arguments
    module = built(solution, given_shape, case.state, eps=eps, dtype=torch.float64)
    found = solution.vjp(module, x, cotangents=cotangent)
    out = layer_norm(x, case.shape, **state, eps=eps)
    expected = torch.autograd.grad(out, [x, *state.values()], cotangent)
    assert set(found.parameters) == set(state), "named_parameters() are not exactly weight and bias, or none"
    for what, grad, right in zip(
        ("the input", *state), (found.inputs[0], *(found.parameters[name] for name in state)), expected, strict=True
    ):
        close(grad, right, rtol=1e-6, atol=1e-6, what=f"the gradient of {what}")


def test_the_gradient_without_affine_where_eps_matters(solution: Any) -> None:
    x = (torch.randn(4, 3, 5, dtype=torch.float64) * 0.3).requires_grad_()
    cotangent = torch.randn_like(x)
    found = solution.vjp(built(solution, (3, 5), {}, eps=0.1, dtype=torch.float64), x, cotangents=cotangent)
    (expected,) = torch.autograd.grad(layer_norm(x, (3, 5), eps=0.1), x, cotangent)
    close(found.inputs[0], expected, what="the gradient of the input")


def test_the_gradient_lies_in_the_plane_of_no_shift_and_no_scale(solution: Any) -> None:
    """The output notices neither, so along both the slope is 0: what the gradients of mean and variance are for."""
    x, cotangent = torch.randn(5, 8, dtype=torch.float64).requires_grad_(), torch.randn(5, 8, dtype=torch.float64)
    found = solution.vjp(built(solution, 8, {}, eps=1e-14, dtype=torch.float64), x, cotangents=cotangent)
    grad, zero = found.inputs[0], torch.zeros(5, dtype=torch.float64)
    close(grad.sum(-1), zero, what="the slope along a shift of a row")
    close((grad * (x - x.mean(-1, keepdim=True)).detach()).sum(-1), zero, what="the slope along a scaling of a row")
    assert bool((grad.abs() > 1e-9).any(-1).all()), "the gradient of a row is 0"


def test_gradients_equal_finite_differences(solution: Any) -> None:
    """float64, against the solution's own outputs: a step along a random direction."""
    state, step = random_state((2, 3), dtype=torch.float64), 1e-5
    x, cotangent = torch.randn(4, 2, 3, dtype=torch.float64), torch.randn(4, 2, 3, dtype=torch.float64)
    module = built(solution, (2, 3), state, dtype=torch.float64)
    found = solution.vjp(module, x.clone().requires_grad_(), cotangents=cotangent)

    def pulled(at: Tensor) -> float:
        return float((module(at).detach() * cotangent).sum())

    def agree(up: float, down: float, grad: Tensor, direction: Tensor, what: str) -> None:
        close(float((grad * direction).sum()), (up - down) / (2 * step), rtol=1e-5, atol=1e-6, what=what)

    direction = torch.randn_like(x)
    agree(
        pulled(x + step * direction), pulled(x - step * direction), found.inputs[0], direction, "the slope of the input"
    )
    for name, tensor in state.items():
        direction, ends = torch.randn_like(tensor), []
        for sign in (1, -1):
            load(solution, module, state | {name: tensor + sign * step * direction})
            ends.append(pulled(x))
        agree(ends[0], ends[1], found.parameters[name], direction, f"the slope of {name}")


def test_the_gradient_of_a_constant_row_is_finite(solution: Any) -> None:
    """The root of the variance alone has an infinite slope at 0; with eps under it, it has none."""
    x = torch.full((2, 4), 3.0).requires_grad_()
    cotangent = torch.randn(2, 4)
    found = solution.vjp(solution.LayerNorm(4, eps=0.25), x, cotangents=cotangent)
    expected = (cotangent - cotangent.mean(-1, keepdim=True)) / 0.5
    close(found.inputs[0], expected, **GRADIENT, what="the gradient of a constant row")


def test_the_gradient_of_an_input_that_is_not_contiguous(solution: Any) -> None:
    state, x, cotangent = (
        random_state((5,)),
        torch.randn(5, 3, 2).permute(2, 1, 0),
        torch.randn(5, 3, 2).permute(2, 1, 0),
    )
    leaf = x.detach().requires_grad_()
    found = solution.vjp(built(solution, 5, state), leaf, cotangents=cotangent)
    (expected,) = torch.autograd.grad(layer_norm(leaf, (5,), **state), leaf, cotangent)
    close(found.inputs[0], expected, **GRADIENT, what="the gradient of the input")


# Size


def test_many_rows(solution: Any) -> None:
    """As many elements as there may be."""
    state, x = random_state((64,)), torch.randn(32, 1024, 64)
    close(built(solution, 64, state)(x), layer_norm(x, (64,), **state), rtol=1e-3, atol=1e-3)


def test_many_short_rows_forward_and_backward(solution: Any) -> None:
    state, x = random_state((8,)), torch.randn(64, 256, 8)
    cotangent, module = torch.randn(64, 256, 8), built(solution, 8, state)
    x.requires_grad_()
    found = solution.vjp(module, x, cotangents=cotangent)
    close(found.output, layer_norm(x, (8,), **state).detach(), rtol=1e-3, atol=1e-3)
    close(found.parameters.get("bias"), cotangent.sum((0, 1)), rtol=1e-3, atol=1e-1, what="the gradient of bias")
    (expected,) = torch.autograd.grad(layer_norm(x, (8,), **state), x, cotangent)
    close(found.inputs[0], expected, rtol=1e-2, atol=1e-2, what="the gradient of the input")


def test_few_long_blocks(solution: Any) -> None:
    """Each of 128 * 128 elements."""
    state, x = random_state((128, 128)), torch.randn(4, 128, 128) + 2
    close(built(solution, (128, 128), state)(x), layer_norm(x, (128, 128), **state), rtol=1e-4, atol=1e-4)
