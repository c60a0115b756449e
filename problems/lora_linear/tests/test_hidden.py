"""Against the full update, from the first step to merging and back; what learns; gradients; memory."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from modules import built
from reference import lora, merged_weight, random_state
from strategies import cases
from torch import Tensor

from sandbox.checks import close, equal

LOOSE = {"rtol": 1e-4, "atol": 1e-4}


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no-bias"])
@pytest.mark.parametrize(
    "sizes", [(5, 3, 2), (3, 5, 2), (4, 4, 4), (6, 2, 1), (1, 1, 1), (2, 3, 5), (513, 2, 1)], ids=str
)
def test_sizes_and_ranks(solution: Any, sizes: tuple[int, int, int], *, bias: bool) -> None:
    state, x = random_state(*sizes, bias=bias), torch.randn(4, sizes[0])
    close(built(solution, state, 3.0)(x), lora(x, state, 3.0), **LOOSE)


@pytest.mark.parametrize(
    ("rank", "alpha"), [(1, 1.0), (4, 1.0), (4, 16.0), (2, 0.5), (3, 3.0), (3, 0.0)], ids=itertools.count(1)
)
def test_the_update_is_scaled_by_alpha_over_rank(solution: Any, rank: int, alpha: float) -> None:
    state, x = random_state(5, 4, rank), torch.randn(3, 5)
    close(built(solution, state, alpha)(x), lora(x, state, alpha), **LOOSE)


def test_any_number_of_leading_dimensions(solution: Any) -> None:
    state = random_state(5, 4, 2)
    layer = built(solution, state, 2.0)
    for leading in ((), (1,), (7,), (2, 3), (2, 1, 3, 2), (0,), (2, 0)):
        x = torch.randn(*leading, 5)
        close(layer(x), lora(x, state, 2.0), **LOOSE, what=f"the result for {len(leading)} leading dimensions")


def test_an_input_that_is_not_contiguous(solution: Any) -> None:
    state, x = random_state(5, 4, 2), torch.randn(5, 3, 2).permute(2, 1, 0)
    close(built(solution, state, 2.0)(x), lora(x, state, 2.0), **LOOSE)


def test_b_starts_as_zeros_and_a_does_not(solution: Any) -> None:
    for rank in (1, 3):
        found = solution.parameters(solution.make_lora(6, 4, True, rank, 8.0))
        close(found.get("lora_B"), torch.zeros(4, rank), what="the initial lora_B")
        equal(tuple(found["lora_A"].shape), (rank, 6))
        assert bool((found["lora_A"] != 0).all()), "the initial lora_A has zeros, which would learn nothing"
        assert float(found["lora_A"].std()) > 1e-4, "the initial lora_A is the same everywhere"


def test_a_starts_anew_for_every_layer(solution: Any) -> None:
    one, other = (solution.parameters(solution.make_lora(6, 4, True, 2, 8.0))["lora_A"] for _ in range(2))
    assert not torch.equal(one, other), "two layers start with the same lora_A"


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no-bias"])
def test_the_names_and_shapes_of_the_state(solution: Any, *, bias: bool) -> None:
    found = solution.parameters(solution.make_lora(6, 4, bias, 3, 8.0))
    expected = {name: tuple(value.shape) for name, value in random_state(6, 4, 3, bias=bias).items()}
    equal({name: tuple(value.shape) for name, value in found.items()}, expected)


def test_a_fresh_layer_learns_through_b_alone(solution: Any) -> None:
    """The first gradient of A is zero, because B is; that of B is not, because A is not."""
    layer = solution.make_lora(6, 4, True, 2, 8.0)
    x = torch.randn(5, 6)
    found = solution.vjp(layer, x, cotangents=torch.ones(5, 4)).parameters
    assert found.get("lora_A") is not None, "no gradient reaches lora_A"
    close(found["lora_A"], torch.zeros(2, 6), what="the first gradient of lora_A")
    start = solution.parameters(layer)["lora_A"]
    expected = 4.0 * torch.ones(4, 5) @ x @ start.T
    close(found.get("lora_B"), expected, rtol=1e-4, atol=1e-4, what="the first gradient of lora_B")


def test_only_a_and_b_learn(solution: Any) -> None:
    for calls in ((), ("merge", "unmerge")):
        layer = built(solution, random_state(5, 4, 2), 2.0, *calls)
        found = solution.vjp(layer, torch.randn(3, 5)).parameters
        learning = {name for name, gradient in found.items() if gradient is not None}
        equal(learning, {"lora_A", "lora_B"}, "the parameters that get a gradient")


def test_training_and_eval_mode_are_alike(solution: Any) -> None:
    state, x = random_state(5, 4, 2), torch.randn(3, 5)
    for mode in ("eval", "train"):
        close(built(solution, state, 2.0, mode)(x), lora(x, state, 2.0), **LOOSE, what=f"the result after {mode}()")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no-bias"])
@pytest.mark.parametrize("leading", [(2, 3), (1,), (60,)], ids=str)
def test_gradients_of_input_a_and_b(solution: Any, leading: tuple[int, ...], dtype: torch.dtype, *, bias: bool) -> None:
    state, x = random_state(5, 4, 2, bias=bias, dtype=dtype), torch.randn(*leading, 5, dtype=dtype, requires_grad=True)
    cotangent = torch.randn(*leading, 4, dtype=dtype)
    found = solution.vjp(built(solution, state, 3.0), x, cotangents=cotangent)
    a, b = (state[name].clone().requires_grad_() for name in ("lora_A", "lora_B"))
    out = lora(x, state | {"lora_A": a, "lora_B": b}, 3.0)
    expected = torch.autograd.grad(out, [x, a, b], cotangent)
    tolerance = 1e-4 if dtype == torch.float32 else 1e-10
    actual = [found.inputs[0], found.parameters.get("lora_A"), found.parameters.get("lora_B")]
    for name, got, gradient in zip(("x", "lora_A", "lora_B"), actual, expected, strict=True):
        assert got is not None, f"no gradient reaches {name}"
        close(got, gradient, rtol=tolerance, atol=tolerance, what=f"the gradient of {name}")


def test_a_gradient_is_the_slope_of_the_output(solution: Any) -> None:
    """Against central differences in A and B, in float64."""
    state, x = random_state(5, 4, 2, dtype=torch.float64), torch.randn(3, 5, dtype=torch.float64)
    layer, cotangent = built(solution, state, 3.0), torch.randn(3, 4, dtype=torch.float64)
    found = solution.vjp(layer, x, cotangents=cotangent).parameters
    for name in ("lora_A", "lora_B"):
        step = torch.randn(state[name].shape, dtype=torch.float64)
        ends = []
        for sign in (1, -1):
            moved = state | {name: state[name] + sign * 1e-6 * step}
            ends.append(solution.batch(layer, [("load_state_dict", moved), ("__call__", x)])[1].detach())
        slope = ((ends[0] - ends[1]) * cotangent).sum() / 2e-6
        close((found[name] * step).sum(), slope, rtol=1e-6, atol=1e-6, what=f"the slope along {name}")


def test_a_merged_layer_computes_the_same_with_another_weight(solution: Any) -> None:
    state, x = random_state(5, 4, 2), torch.randn(3, 5)
    layer = built(solution, state, 3.0, "merge")
    close(layer(x), lora(x, state, 3.0), **LOOSE, what="the result after merge()")
    found = solution.parameters(layer)
    close(found["base.weight"], merged_weight(state, 3.0).float(), **LOOSE, what="the weight after merge()")
    for name in ("base.bias", "lora_A", "lora_B"):
        close(found[name], state[name], what=f"{name} after merge()")


def test_merging_twice_is_merging_once(solution: Any) -> None:
    state, x = random_state(5, 4, 2), torch.randn(3, 5)
    layer = built(solution, state, 3.0, "merge", "merge")
    close(layer(x), lora(x, state, 3.0), **LOOSE, what="the result after two times merge()")
    solution.batch(layer, [("unmerge",)])
    close(solution.parameters(layer)["base.weight"], state["base.weight"], **LOOSE, what="the weight after unmerge()")


def test_unmerging_what_is_not_merged_does_nothing(solution: Any) -> None:
    state, x = random_state(5, 4, 2), torch.randn(3, 5)
    layer = built(solution, state, 3.0, "unmerge")
    close(solution.parameters(layer)["base.weight"], state["base.weight"], what="the weight after unmerge()")
    close(layer(x), lora(x, state, 3.0), **LOOSE, what="the result after unmerge()")
    twice = built(solution, state, 3.0, "merge", "unmerge", "unmerge")
    close(twice(x), lora(x, state, 3.0), **LOOSE, what="the result after two times unmerge()")


def test_the_weight_of_a_layer_that_was_merged_twice(solution: Any) -> None:
    state = random_state(3, 4, 1)
    found = solution.parameters(built(solution, state, 2.0, "merge", "merge"))
    close(found["base.weight"], merged_weight(state, 2.0).float(), **LOOSE, what="the weight after two times merge()")


def test_unmerging_twice_leaves_the_weight_alone(solution: Any) -> None:
    state = random_state(3, 4, 1)
    found = solution.parameters(built(solution, state, 2.0, "merge", "unmerge", "unmerge"))
    close(found["base.weight"], state["base.weight"], atol=1e-5, what="the weight after two times unmerge()")


def test_unmerging_gives_the_weight_back(solution: Any) -> None:
    state, x = random_state(5, 4, 2), torch.randn(3, 5)
    layer = built(solution, state, 3.0, *("merge", "unmerge") * 3)
    close(solution.parameters(layer)["base.weight"], state["base.weight"], atol=1e-5, what="the weight in the end")
    close(layer(x), lora(x, state, 3.0), **LOOSE, what="the result in the end")


def test_a_layer_can_be_merged_again(solution: Any) -> None:
    state, x = random_state(5, 4, 2), torch.randn(3, 5)
    layer = built(solution, state, 3.0, "merge", "unmerge", "merge")
    close(layer(x), lora(x, state, 3.0), **LOOSE, what="the result")
    close(solution.parameters(layer)["base.weight"], merged_weight(state, 3.0).float(), **LOOSE, what="the weight")


def test_the_gradient_of_the_input_passes_through_a_merged_layer(solution: Any) -> None:
    state, x = random_state(5, 4, 2), torch.randn(3, 5, requires_grad=True)
    cotangent = torch.randn(3, 4)
    found = solution.vjp(built(solution, state, 3.0, "merge"), x, cotangents=cotangent)
    expected = cotangent @ merged_weight(state, 3.0).float()
    close(found.inputs[0], expected, **LOOSE, what="the gradient of x")
    for name in ("base.weight", "base.bias", "lora_A", "lora_B"):
        assert found.parameters.get(name) is None, f"a merged layer gives a gradient for {name}"


def test_the_base_keeps_its_dtype_and_its_bias(solution: Any) -> None:
    state, x = random_state(5, 4, 2, dtype=torch.float64), torch.randn(3, 5, dtype=torch.float64)
    for calls in ((), ("merge",)):
        close(built(solution, state, 3.0, *calls)(x), lora(x, state, 3.0), rtol=1e-10, atol=1e-10)


def test_the_result_does_not_depend_on_other_rows(solution: Any) -> None:
    state, x = random_state(5, 4, 2), torch.randn(6, 5)
    layer = built(solution, state, 2.0)
    close(layer(x.flip(0)), layer(x).flip(0), **LOOSE, what="rows in another order")
    close(layer(x[2]), layer(x)[2], **LOOSE, what="a row by itself")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=cases())
def test_any_layer_agrees_with_the_formula(solution: Any, case: tuple[dict[str, Tensor], float, Tensor]) -> None:
    state, alpha, x = case
    close(built(solution, state, alpha)(x), lora(x, state, alpha), **LOOSE)


def test_a_large_layer_without_the_full_update(solution: Any) -> None:
    """A weight of 64 MB is what there is room for, with nothing of its size beside it."""
    layer = solution.make_lora(4096, 4096, False, 8, 16.0)
    found = solution.vjp(layer, torch.ones(2, 4096))
    equal(tuple(found.output.shape), (2, 4096))
    close(found.parameters["lora_A"], torch.zeros(8, 4096), what="the first gradient of lora_A")


def test_a_layer_in_eval_mode_follows_its_weights(solution: Any) -> None:
    x = torch.randn(3, 5)
    first, second = random_state(5, 4, 2), random_state(5, 4, 2)
    layer = built(solution, first, 2.0, "eval")
    close(layer(x), lora(x, first, 2.0), **LOOSE, what="the result with the first weights")
    solution.batch(layer, [("load_state_dict", dict(second))])
    close(layer(x), lora(x, second, 2.0), **LOOSE, what="the result with other weights")


@pytest.mark.parametrize("mode", ["eval", "train"])
def test_only_merge_changes_the_weight_of_the_base(solution: Any, mode: str) -> None:
    state = random_state(5, 4, 2)
    found = solution.parameters(built(solution, state, 2.0, mode))
    equal(found["base.weight"], state["base.weight"], f"base.weight after {mode}()")


def test_without_gradients_the_result_is_the_same(solution: Any) -> None:
    state, x = random_state(5, 4, 2), torch.randn(3, 5)
    layer = built(solution, state, 2.0)
    with solution.no_grad():
        close(layer(x), lora(x, state, 2.0), **LOOSE)
