"""Against lists of what is seen: prefixes, the past, padding; what learns; gradients; sizes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from modules import built
from reference import PROJECTIONS, prefix_attention, random_state
from strategies import cases
from torch import Tensor

from sandbox.checks import close, equal

LOOSE = {"rtol": 1e-4, "atol": 1e-4}
D, H, P = 6, 2, 3


@pytest.mark.parametrize("sizes", [(6, 2, 3), (6, 3, 1), (4, 1, 2), (4, 4, 5), (8, 2, 4), (1, 1, 1)], ids=str)
def test_sizes_heads_and_prefixes(solution: Any, sizes: tuple[int, int, int]) -> None:
    state, x = random_state(*sizes), torch.randn(3, 5, sizes[0])
    close(built(solution, state)(x), prefix_attention(x, state), **LOOSE)


def test_sizes_that_are_all_alike(solution: Any) -> None:
    """Three items, tokens, heads, prefixes and features of a head: a wrong axis shows in no shape."""
    state, x = random_state(9, 3, 3), torch.randn(3, 3, 9)
    close(built(solution, state)(x), prefix_attention(x, state), **LOOSE)


def test_without_prefixes_it_is_causal_attention(solution: Any) -> None:
    state, x = random_state(D, H, 0), torch.randn(2, 5, D)
    close(built(solution, state)(x), prefix_attention(x, state), **LOOSE)


def test_the_first_token_sees_prefixes_and_itself(solution: Any) -> None:
    state, x = random_state(D, H, P), torch.randn(2, 4, D)
    layer = built(solution, state)
    close(layer(x[:, :1]), layer(x)[:, :1], **LOOSE, what="the first token by itself")


def test_the_future_is_not_seen(solution: Any) -> None:
    state, x = random_state(D, H, P), torch.randn(2, 6, D)
    layer = built(solution, state)
    changed = x.clone()
    changed[:, 3:] += torch.randn(2, 3, D) * 5
    close(layer(changed)[:, :3], layer(x)[:, :3], **LOOSE, what="tokens before a change")


def test_every_token_sees_every_prefix(solution: Any) -> None:
    """A prefix value that grows moves all tokens, by its weight."""
    state, x = random_state(D, H, P), torch.randn(2, 5, D)
    for index in range(P):
        values = state["prefix_values"].clone()
        values[:, index] += 4.0
        changed = state | {"prefix_values": values}
        close(built(solution, changed)(x), prefix_attention(x, changed), **LOOSE, what=f"the result of prefix {index}")


def test_a_prefix_that_outweighs_all_gives_its_value(solution: Any) -> None:
    state, x = random_state(D, H, P), torch.randn(2, 5, D)
    state["q_proj.weight"], state["q_proj.bias"] = torch.zeros(D, D), torch.ones(D)
    state["prefix_keys"][:, 1] = 200.0
    expected = state["prefix_values"][:, 1].flatten() @ state["out_proj.weight"].T + state["out_proj.bias"]
    close(built(solution, state)(x), expected.expand(2, 5, D), **LOOSE)


def test_the_order_of_prefixes_does_not_matter(solution: Any) -> None:
    state, x = random_state(D, H, P), torch.randn(2, 5, D)
    turned = state | {name: state[name].flip(1) for name in ("prefix_keys", "prefix_values")}
    close(built(solution, turned)(x), prefix_attention(x, state), **LOOSE)


def test_every_item_of_a_batch_is_attended_alone(solution: Any) -> None:
    state, x = random_state(D, H, P), torch.randn(4, 5, D)
    layer = built(solution, state)
    out = layer(x)
    close(layer(x[2:3]), out[2:3], **LOOSE, what="an item by itself")
    close(layer(x.flip(0)), out.flip(0), **LOOSE, what="a batch in another order")


@pytest.mark.parametrize("tokens", ["11100", "00111", "10101", "00000", "11111"], ids=itertools.count(1))
def test_padding_is_not_seen_and_prefixes_always_are(solution: Any, tokens: str) -> None:
    state, x = random_state(D, H, P), torch.randn(2, 5, D)
    mask = torch.tensor([[sign == "1" for sign in tokens], [True] * 5])
    close(built(solution, state)(x, mask), prefix_attention(x, state, mask), **LOOSE)


def test_what_is_padding_has_no_influence(solution: Any) -> None:
    state, x = random_state(D, H, P), torch.randn(2, 5, D)
    mask = torch.tensor([[True, False, True, True, False], [False, True, True, True, True]])
    layer = built(solution, state)
    changed = torch.where(mask[..., None], x, 50.0)
    close(layer(changed, mask)[mask], layer(x, mask)[mask], **LOOSE, what="the tokens that are no padding")


def test_a_token_that_sees_nothing_gets_zeros(solution: Any) -> None:
    """Without prefixes, when all up to it is padding."""
    state, x = random_state(D, H, 0), torch.randn(2, 4, D)
    mask = torch.tensor([[False, False, True, True], [True, True, True, True]])
    layer = built(solution, state)
    out = layer(x, mask)
    close(out[0, :2], state["out_proj.bias"].expand(2, D), **LOOSE, what="a token that sees nothing")
    close(out[1], prefix_attention(x, state)[1], **LOOSE, what="the other item")
    found = solution.vjp(layer, x.requires_grad_(), mask)
    assert bool(torch.isfinite(found.inputs[0]).all()), "the gradient is not finite when a token sees nothing"


def test_large_scores_do_not_overflow(solution: Any) -> None:
    state, x = random_state(D, H, P), torch.randn(2, 5, D) * 300
    state["prefix_keys"] *= 300
    close(built(solution, state)(x), prefix_attention(x, state), rtol=1e-3, atol=1e-1)


def test_the_names_and_shapes_of_the_state(solution: Any) -> None:
    found = solution.parameters(solution.PrefixAttention(D, H, P))
    expected = {name: tuple(value.shape) for name, value in random_state(D, H, P).items()}
    equal({name: tuple(value.shape) for name, value in found.items()}, expected)


def test_only_the_prefixes_learn(solution: Any) -> None:
    for layer in (solution.PrefixAttention(D, H, P), built(solution, random_state(D, H, P), "train")):
        found = solution.vjp(layer, torch.randn(2, 5, D)).parameters
        learning = {name for name, gradient in found.items() if gradient is not None}
        equal(learning, {"prefix_keys", "prefix_values"}, "the parameters that get a gradient")


def test_training_and_eval_mode_are_alike(solution: Any) -> None:
    state, x = random_state(D, H, P), torch.randn(2, 5, D)
    close(built(solution, state, "train")(x), prefix_attention(x, state), **LOOSE)


def test_an_input_that_is_not_contiguous(solution: Any) -> None:
    state, x = random_state(D, H, P), torch.randn(D, 5, 2).permute(2, 1, 0)
    close(built(solution, state)(x), prefix_attention(x, state), **LOOSE)


@pytest.mark.parametrize("masked", [False, True], ids=["plain", "masked"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
def test_gradients_of_input_and_prefixes(solution: Any, dtype: torch.dtype, *, masked: bool) -> None:
    state, x = random_state(D, H, P, dtype), torch.randn(2, 5, D, dtype=dtype, requires_grad=True)
    mask = torch.tensor([[True, True, False, True, True], [False, True, True, True, False]]) if masked else None
    cotangent = torch.randn(2, 5, D, dtype=dtype)
    found = solution.vjp(built(solution, state), x, mask, cotangents=cotangent)
    keys, values = (state[name].clone().requires_grad_() for name in ("prefix_keys", "prefix_values"))
    out = prefix_attention(x, state | {"prefix_keys": keys, "prefix_values": values}, mask)
    tolerance = 2e-4 if dtype == torch.float32 else 1e-9
    close(found.output.detach(), out.detach(), rtol=tolerance, atol=tolerance)
    expected = torch.autograd.grad(out, [x, keys, values], cotangent)
    actual = [found.inputs[0], found.parameters.get("prefix_keys"), found.parameters.get("prefix_values")]
    for name, got, gradient in zip(("x", "prefix_keys", "prefix_values"), actual, expected, strict=True):
        assert got is not None, f"no gradient reaches {name}"
        close(got, gradient, rtol=tolerance, atol=tolerance, what=f"the gradient of {name}")


@pytest.mark.parametrize("sizes", [(1, 9, 32), (1, 3, 6), (2, 9, 16)], ids=str)
def test_gradients_of_wide_inputs_and_of_one_item(solution: Any, sizes: tuple[int, int, int]) -> None:
    state, x = random_state(sizes[-1], H, P, torch.float64), torch.randn(sizes, dtype=torch.float64, requires_grad=True)
    cotangent = torch.randn(sizes, dtype=torch.float64)
    found = solution.vjp(built(solution, state), x, cotangents=cotangent)
    (expected,) = torch.autograd.grad(prefix_attention(x, state), x, cotangent)
    assert found.inputs[0] is not None, "no gradient reaches x"
    close(found.inputs[0], expected, rtol=1e-9, atol=1e-9, what="the gradient of x")


def test_a_gradient_is_the_slope_of_the_output(solution: Any) -> None:
    """Against central differences along the prefixes, in float64."""
    state, x = random_state(D, H, P, torch.float64), torch.randn(2, 4, D, dtype=torch.float64)
    layer, cotangent = built(solution, state), torch.randn(2, 4, D, dtype=torch.float64)
    found = solution.vjp(layer, x, cotangents=cotangent).parameters
    for name in ("prefix_keys", "prefix_values"):
        step = torch.randn(state[name].shape, dtype=torch.float64)
        ends = []
        for sign in (1, -1):
            moved = state | {name: state[name] + sign * 1e-5 * step}
            ends.append(solution.batch(layer, [("load_state_dict", moved), ("__call__", x)])[1].detach())
        slope = ((ends[0] - ends[1]) * cotangent).sum() / 2e-5
        close((found[name] * step).sum(), slope, rtol=1e-6, atol=1e-7, what=f"the slope along {name}")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=cases())
def test_any_layer_agrees_with_the_lists(solution: Any, case: tuple[dict[str, Tensor], Tensor, Tensor | None]) -> None:
    state, x, mask = case
    close(built(solution, state)(x, mask), prefix_attention(x, state, mask), **LOOSE)


def test_a_large_layer(solution: Any) -> None:
    """With keys of zero all weights are alike, so that the result is a running mean."""
    state = random_state(256, 8, 32)
    state |= {"k_proj.weight": torch.zeros(256, 256), "k_proj.bias": torch.zeros(256)}
    state["prefix_keys"] = torch.zeros(8, 32, 32)
    for name in PROJECTIONS[2:]:
        state |= {f"{name}.weight": torch.eye(256), f"{name}.bias": torch.zeros(256)}
    x = torch.randn(4, 384, 256)
    prefixes = state["prefix_values"].sum(1).flatten()
    expected = (prefixes + x.cumsum(1)) / torch.arange(33.0, 417.0)[:, None]
    close(built(solution, state)(x), expected, rtol=1e-3, atol=1e-3)


def test_the_longest_input_behind_prefixes(solution: Any) -> None:
    """With keys of zero every token gets the mean of the prefixes and of the tokens up to itself."""
    state, x = random_state(2, 1, 20), torch.randn(1, 512, 2)
    for name in ("k_proj.weight", "k_proj.bias", "prefix_keys"):
        state[name].zero_()
    values = x @ state["v_proj.weight"].T + state["v_proj.bias"]
    sums = state["prefix_values"].sum(1)[None] + values.cumsum(1)
    means = sums / torch.arange(21.0, 533.0)[:, None]
    expected = means @ state["out_proj.weight"].T + state["out_proj.bias"]
    close(built(solution, state)(x), expected, rtol=1e-3, atol=1e-3)


def test_without_gradients_the_result_is_the_same(solution: Any) -> None:
    state, x = random_state(D, H, P), torch.randn(2, 5, D)
    layer = built(solution, state)
    with solution.no_grad():
        close(layer(x), prefix_attention(x, state), **LOOSE)
