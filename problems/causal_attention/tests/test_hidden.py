"""Against lists of what is seen: the past, padding, heads; names, gradients, sizes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from modules import built
from reference import attention, random_state
from strategies import cases
from torch import Tensor

from sandbox.checks import close, equal, fail

LOOSE = {"rtol": 1e-4, "atol": 1e-4}
D, H = 6, 2


@pytest.mark.parametrize(("dim", "heads"), [(6, 2), (6, 3), (4, 1), (4, 4), (8, 2), (1, 1)])
def test_sizes_and_heads(solution: Any, dim: int, heads: int) -> None:
    state, x = random_state(dim), torch.randn(3, 5, dim)
    close(built(solution, state, heads)(x), attention(x, state, heads), **LOOSE)


def test_sizes_that_are_all_alike(solution: Any) -> None:
    """Three items, tokens, heads, and features of a head: a wrong axis shows in no shape."""
    state, x = random_state(9), torch.randn(3, 3, 9)
    close(built(solution, state, 3)(x), attention(x, state, 3), **LOOSE)


def test_lengths_may_change_from_call_to_call(solution: Any) -> None:
    state = random_state(D)
    layer = built(solution, state, H)
    for length in (4, 1, 7, 2):
        x = torch.randn(2, length, D)
        close(layer(x), attention(x, state, H), **LOOSE, what=f"the result for {length} tokens")


def test_the_future_is_not_seen(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 6, D)
    layer = built(solution, state, H)
    out = layer(x)
    for length in range(1, 6):
        close(layer(x[:, :length]), out[:, :length], **LOOSE, what=f"the first {length} tokens by themselves")


def test_every_token_before_is_seen(solution: Any) -> None:
    """The last token feels each of the tokens, and each feels itself."""
    state, x = random_state(D), torch.randn(1, 5, D)
    layer = built(solution, state, H)
    out = layer(x)
    for place in range(5):
        changed = x.clone()
        changed[0, place] += 3.0
        felt = [i for i in range(5) if not torch.allclose(layer(changed)[0, i], out[0, i], atol=1e-4)]
        equal(felt, list(range(place, 5)), f"the tokens that feel token {place}")


def test_the_first_token_gets_its_own_value(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 4, D)
    value = x[:, 0] @ state["qkv_proj.weight"][2 * D :].T + state["qkv_proj.bias"][2 * D :]
    expected = value @ state["out_proj.weight"].T + state["out_proj.bias"]
    close(built(solution, state, H)(x)[:, 0], expected, **LOOSE, what="the first token")


def test_equal_keys_give_the_mean_of_the_values_so_far(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 7, D)
    state["qkv_proj.weight"][D : 2 * D] = 0
    values = x @ state["qkv_proj.weight"][2 * D :].T + state["qkv_proj.bias"][2 * D :]
    means = values.cumsum(1) / torch.arange(1.0, 8.0)[:, None]
    close(built(solution, state, H)(x), means @ state["out_proj.weight"].T + state["out_proj.bias"], **LOOSE)


def test_every_item_of_a_batch_is_attended_alone(solution: Any) -> None:
    state, x = random_state(D), torch.randn(4, 5, D)
    layer = built(solution, state, H)
    out = layer(x)
    close(layer(x[2:3]), out[2:3], **LOOSE, what="an item by itself")
    close(layer(x.flip(0)), out.flip(0), **LOOSE, what="a batch in another order")


@pytest.mark.parametrize("tokens", ["11100", "00111", "10101", "01110", "00000", "11111"], ids=itertools.count(1))
def test_padding_is_not_seen_wherever_it_is(solution: Any, tokens: str) -> None:
    state, x = random_state(D), torch.randn(2, 5, D)
    mask = torch.tensor([[sign == "1" for sign in tokens], [True, True, False, True, True]])
    close(built(solution, state, H)(x, mask), attention(x, state, H, mask), **LOOSE)


def test_what_is_padding_has_no_influence(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 5, D)
    mask = torch.tensor([[True, False, True, True, False], [False, True, True, True, True]])
    layer = built(solution, state, H)
    changed = torch.where(mask[..., None], x, 50.0)
    close(layer(changed, mask)[mask], layer(x, mask)[mask], **LOOSE, what="the tokens that are no padding")


def test_a_token_that_sees_nothing_gets_zeros_and_finite_gradients(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 4, D)
    mask = torch.tensor([[False, False, True, True], [False] * 4])
    layer = built(solution, state, H)
    out = layer(x, mask)
    close(out[0, :2], state["out_proj.bias"].expand(2, D), **LOOSE, what="a token that sees nothing")
    close(out[1], state["out_proj.bias"].expand(4, D), **LOOSE, what="an item that is all padding")
    found = solution.vjp(layer, x.requires_grad_(), mask)
    for name, gradient in (("x", found.inputs[0]), *found.parameters.items()):
        assert gradient is not None, f"no gradient reaches {name}"
        assert bool(torch.isfinite(gradient).all()), f"the gradient of {name} is not finite"


def test_large_scores_do_not_overflow(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 5, D) * 300
    close(built(solution, state, H)(x), attention(x, state, H), rtol=1e-3, atol=1e-1)


def test_the_names_and_shapes_of_the_state(solution: Any) -> None:
    found = solution.parameters(solution.CausalSelfAttention(D, H))
    for name, value in random_state(D).items():
        assert name in found, f"there is no {name}"
        equal(tuple(found[name].shape), tuple(value.shape), f"the shape of {name}")


def test_the_state_is_the_same_after_a_call(solution: Any) -> None:
    """A mask that is kept does not turn up in it: weights can be loaded into a layer that has been used."""
    state, x = random_state(D), torch.randn(2, 5, D)
    layer = built(solution, random_state(D), H)
    layer(torch.randn(1, 9, D))
    try:
        out = solution.batch(layer, [("load_state_dict", state), ("__call__", x)])[1]
    except RuntimeError:
        fail("after a call the state_dict holds something else than before")
    close(out, attention(x, state, H), **LOOSE)


@pytest.mark.parametrize(("dim", "heads"), [(6, 4), (5, 2), (3, 6), (7, 3)])
def test_heads_that_do_not_divide_the_features_are_refused(solution: Any, dim: int, heads: int) -> None:
    solution.CausalSelfAttention(D, H)
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the solution's
        solution.CausalSelfAttention(dim, heads)


def test_training_and_eval_mode_are_alike(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 5, D)
    close(built(solution, state, H, "train")(x), attention(x, state, H), **LOOSE)


def test_a_fresh_layer_learns_all_of_its_parameters(solution: Any) -> None:
    found = solution.vjp(solution.CausalSelfAttention(D, H), torch.randn(2, 5, D)).parameters
    for name in random_state(D):
        assert found.get(name) is not None, f"no gradient reaches {name}"


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16], ids=["f64", "bf16"])
@pytest.mark.parametrize("masked", [False, True], ids=["plain", "masked"])
def test_the_dtype_stays(solution: Any, dtype: torch.dtype, *, masked: bool) -> None:
    state, x = random_state(D, dtype), torch.randn(2, 5, D).to(dtype)
    mask = torch.tensor([[False, True, True, True, True], [True, True, False, True, True]]) if masked else None
    tolerance = 1e-9 if dtype == torch.float64 else 0.1
    close(built(solution, state, H)(x, mask), attention(x, state, H, mask), rtol=tolerance, atol=tolerance)


def test_an_input_that_is_not_contiguous(solution: Any) -> None:
    state, x = random_state(D), torch.randn(D, 5, 2).permute(2, 1, 0)
    close(built(solution, state, H)(x), attention(x, state, H), **LOOSE)


@pytest.mark.parametrize("masked", [False, True], ids=["plain", "masked"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize(("items", "tokens"), [(2, 5), (1, 4), (2, 25)])
def test_gradients_of_input_and_parameters(
    solution: Any, items: int, tokens: int, dtype: torch.dtype, *, masked: bool
) -> None:
    state, x = random_state(D, dtype), torch.randn(items, tokens, D, dtype=dtype, requires_grad=True)
    mask = torch.tensor([[(i + j) % 3 != 2 for j in range(tokens)] for i in range(items)]) if masked else None
    cotangent = torch.randn(items, tokens, D, dtype=dtype)
    found = solution.vjp(built(solution, state, H), x, mask, cotangents=cotangent)
    leaves = {name: value.clone().requires_grad_() for name, value in state.items()}
    expected = torch.autograd.grad(attention(x, leaves, H, mask), [x, *leaves.values()], cotangent)
    tolerance = 5e-4 if dtype == torch.float32 else 1e-9
    for name, gradient in zip(("x", *leaves), expected, strict=True):
        got = found.inputs[0] if name == "x" else found.parameters.get(name)
        assert got is not None, f"no gradient reaches {name}"
        close(got, gradient, rtol=tolerance, atol=tolerance, what=f"the gradient of {name}")


def test_a_gradient_is_the_slope_of_the_output(solution: Any) -> None:
    """Against central differences along the input, in float64."""
    layer = built(solution, random_state(D, torch.float64), H)
    x, step, cotangent = (torch.randn(2, 4, D, dtype=torch.float64) for _ in range(3))
    ends = [layer(x + sign * 1e-5 * step).detach() for sign in (1, -1)]
    found = solution.vjp(layer, x.requires_grad_(), cotangents=cotangent)
    slope = ((ends[0] - ends[1]) * cotangent).sum() / 2e-5
    close((found.inputs[0] * step).sum(), slope, rtol=1e-6, atol=1e-7, what="the slope along a direction")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=cases())
def test_any_layer_agrees_with_the_lists(
    solution: Any, case: tuple[dict[str, Tensor], int, Tensor, Tensor | None]
) -> None:
    state, heads, x, mask = case
    close(built(solution, state, heads)(x, mask), attention(x, state, heads, mask), **LOOSE)


def test_a_long_sequence(solution: Any) -> None:
    """With keys of zero the result is a running mean."""
    state = random_state(256)
    state["qkv_proj.weight"][256:512] = 0
    x = torch.randn(1, 1024, 256)
    values = x @ state["qkv_proj.weight"][512:].T + state["qkv_proj.bias"][512:]
    means = values.cumsum(1) / torch.arange(1.0, 1025.0)[:, None]
    expected = means @ state["out_proj.weight"].T + state["out_proj.bias"]
    close(built(solution, state, 8)(x), expected, rtol=1e-3, atol=1e-3)


def test_without_gradients_the_result_is_the_same(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 5, D)
    layer = built(solution, state, H)
    with solution.no_grad():
        close(layer(x), attention(x, state, H), **LOOSE)


def test_the_mask_of_one_call_is_not_kept_for_the_next(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 5, D)
    layer = built(solution, state, H)
    masks = [torch.tensor([[True] * 3 + [False] * 2] * 2), None, torch.tensor([[False] * 2 + [True] * 3] * 2), None]
    for number, mask in enumerate(masks, 1):
        close(layer(x, mask), attention(x, state, H, mask), **LOOSE, what=f"the result of call {number}")
