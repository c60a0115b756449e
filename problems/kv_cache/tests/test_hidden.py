"""Pieces against the whole, caches that no weights have made, what is kept, gradients, a long prompt."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from modules import built
from reference import Cache, cached_attention, random_cache, random_state
from strategies import cases
from torch import Tensor

from sandbox.checks import close, equal, fail

LOOSE = {"rtol": 1e-4, "atol": 1e-4}
D, H, SIZE = 6, 2, 3


def call(layer: Any, x: Tensor, cache: Cache | None = None) -> tuple[Tensor, Cache]:
    """The output and the next cache, their types checked."""
    found = layer(x, cache)
    if type(found) is not tuple or len(found) != 2 or type(found[1]) is not tuple or len(found[1]) != 2:
        fail("the output and a pair of keys and values are expected: (out, (k, v))")
    return found


def check(layer: Any, x: Tensor, state: dict[str, Tensor], heads: int, cache: Cache | None = None) -> None:
    out, (k, v) = call(layer, x, cache)
    expected, (keys, values) = cached_attention(x, state, heads, cache)
    close(out, expected, **LOOSE, what="the output")
    close(k, keys, **LOOSE, what="the keys of the new cache")
    close(v, values, **LOOSE, what="the values of the new cache")


@pytest.mark.parametrize(("dim", "heads"), [(6, 2), (6, 3), (4, 1), (4, 4), (8, 2), (1, 1)])
def test_sizes_and_heads(solution: Any, dim: int, heads: int) -> None:
    state = random_state(dim)
    layer = built(solution, state, heads)
    check(layer, torch.randn(3, 5, dim), state, heads)
    check(layer, torch.randn(3, 2, dim), state, heads, random_cache(3, heads, 4, dim // heads))


@pytest.mark.parametrize(("past", "new"), [(0, 1), (0, 4), (1, 1), (5, 1), (1, 5), (3, 3), (7, 2), (2, 7)])
def test_old_and_new_tokens(solution: Any, past: int, new: int) -> None:
    state = random_state(D)
    check(built(solution, state, H), torch.randn(2, new, D), state, H, random_cache(2, H, past, SIZE))


def test_sizes_that_are_all_alike(solution: Any) -> None:
    """Three items, new tokens, cached tokens, heads and features of a head: a wrong axis shows in no shape."""
    state = random_state(9)
    check(built(solution, state, 3), torch.randn(3, 3, 9), state, 3, random_cache(3, 3, 3, 3))


@pytest.mark.parametrize("pieces", [[1] * 7, [7], [4, 3], [1, 6], [6, 1], [2, 1, 3, 1], [3, 4]], ids=itertools.count(1))
def test_any_pieces_give_what_the_whole_gives(solution: Any, pieces: list[int]) -> None:
    state, x = random_state(D), torch.randn(2, 7, D)
    layer = built(solution, state, H)
    outs, cache = [], None
    for piece in x.split(pieces, dim=1):
        out, cache = call(layer, piece, cache)
        outs.append(out)
    whole, (keys, values) = cached_attention(x, state, H)
    close(torch.cat(outs, 1), whole, **LOOSE, what="the outputs of the pieces")
    assert cache is not None
    close(cache[0], keys, **LOOSE, what="the keys in the end")
    close(cache[1], values, **LOOSE, what="the values in the end")


def test_the_cache_is_taken_as_it_is(solution: Any) -> None:
    """Keys and values change the output, each by itself, at every place of the cache."""
    state, x = random_state(D), torch.randn(2, 1, D)
    layer, cache = built(solution, state, H), random_cache(2, H, 4, SIZE)
    for place in range(4):
        for which in range(2):
            changed = [part.clone() for part in cache]
            changed[which][:, :, place] += 2.0
            check(layer, x, state, H, (changed[0], changed[1]))


def test_the_new_cache_begins_with_the_old_one_exactly(solution: Any) -> None:
    layer, cache = built(solution, random_state(D), H), random_cache(2, H, 4, SIZE)
    _, (k, v) = call(layer, torch.randn(2, 3, D), cache)
    close(k[:, :, :4], cache[0], rtol=0, atol=0, what="the cached keys")
    close(v[:, :, :4], cache[1], rtol=0, atol=0, what="the cached values")


def test_two_continuations_of_one_prompt_do_not_meet(solution: Any) -> None:
    state = random_state(D)
    layer = built(solution, state, H)
    _, cache = call(layer, torch.randn(2, 4, D))
    for _ in range(3):
        check(layer, torch.randn(2, 2, D), state, H, cache)


def test_the_layer_remembers_nothing(solution: Any) -> None:
    """A call without a cache starts anew, whatever came before."""
    state, x = random_state(D), torch.randn(2, 3, D)
    layer = built(solution, state, H)
    call(layer, torch.randn(2, 5, D), random_cache(2, H, 4, SIZE))
    check(layer, x, state, H)
    check(layer, x[:1], state, H, random_cache(1, H, 2, SIZE))


def test_new_tokens_do_not_see_the_new_tokens_after_them(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 4, D)
    layer, cache = built(solution, state, H), random_cache(2, H, 3, SIZE)
    out, _ = call(layer, x, cache)
    for length in range(1, 4):
        shorter, _ = call(layer, x[:, :length], cache)
        close(shorter, out[:, :length], **LOOSE, what=f"the first {length} new tokens by themselves")


def test_every_new_token_sees_all_that_is_cached(solution: Any) -> None:
    state, x = random_state(D), torch.randn(1, 3, D)
    layer, cache = built(solution, state, H), random_cache(1, H, 4, SIZE)
    out, _ = call(layer, x, cache)
    for place in range(4):
        values = cache[1].clone()
        values[:, :, place] += 5.0
        moved, _ = call(layer, x, (cache[0], values))
        felt = [i for i in range(3) if not torch.allclose(moved[0, i], out[0, i], atol=1e-4)]
        equal(felt, [0, 1, 2], f"the new tokens that feel the cached token {place}")


def test_items_of_a_batch_keep_to_their_own_cache(solution: Any) -> None:
    state, x = random_state(D), torch.randn(3, 2, D)
    layer, (keys, values) = built(solution, state, H), random_cache(3, H, 4, SIZE)
    out, _ = call(layer, x, (keys, values))
    single, _ = call(layer, x[1:2], (keys[1:2], values[1:2]))
    close(single, out[1:2], **LOOSE, what="an item by itself")
    turned, _ = call(layer, x.flip(0), (keys.flip(0), values.flip(0)))
    close(turned, out.flip(0), **LOOSE, what="a batch in another order")


def test_large_scores_do_not_overflow(solution: Any) -> None:
    state = random_state(D)
    layer, (keys, values) = built(solution, state, H), random_cache(2, H, 4, SIZE)
    x = torch.randn(2, 3, D) * 300
    expected, _ = cached_attention(x, state, H, (keys * 300, values))
    close(call(layer, x, (keys * 300, values))[0], expected, rtol=1e-3, atol=1e-1)


def test_the_names_and_shapes_of_the_state(solution: Any) -> None:
    found = solution.parameters(solution.CachedAttention(D, H))
    expected = {name: tuple(value.shape) for name, value in random_state(D).items()}
    equal({name: tuple(value.shape) for name, value in found.items()}, expected)


def test_training_and_eval_mode_are_alike(solution: Any) -> None:
    state = random_state(D)
    check(built(solution, state, H, "train"), torch.randn(2, 3, D), state, H, random_cache(2, H, 4, SIZE))


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16], ids=["f64", "bf16"])
def test_the_dtype_stays(solution: Any, dtype: torch.dtype) -> None:
    state, x, cache = random_state(D, dtype), torch.randn(2, 3, D).to(dtype), random_cache(2, H, 4, SIZE, dtype)
    out, (k, v) = call(built(solution, state, H), x, cache)
    expected, (keys, values) = cached_attention(x, state, H, cache)
    tolerance = 1e-9 if dtype == torch.float64 else 0.1
    for name, got, right in (("the output", out, expected), ("the keys", k, keys), ("the values", v, values)):
        close(got, right, rtol=tolerance, atol=tolerance, what=name)


def test_inputs_that_are_not_contiguous(solution: Any) -> None:
    state, x = random_state(D), torch.randn(D, 3, 2).permute(2, 1, 0)
    keys, values = (torch.randn(4, 2, H, SIZE).permute(1, 2, 0, 3) for _ in range(2))
    check(built(solution, state, H), x, state, H, (keys, values))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize(("items", "past"), [(2, 4), (1, 4), (2, 30)])
def test_gradients_of_input_and_parameters(solution: Any, items: int, past: int, dtype: torch.dtype) -> None:
    """New tokens attend to cached ones and to each other."""
    state, x = random_state(D, dtype), torch.randn(items, 3, D, dtype=dtype, requires_grad=True)
    cache, cotangent = random_cache(items, H, past, SIZE, dtype), torch.randn(items, 3, D, dtype=dtype)
    nothing = torch.zeros(items, H, past + 3, SIZE, dtype=dtype)
    found = solution.vjp(built(solution, state, H), x, cache, cotangents=(cotangent, (nothing, nothing)))
    leaves = {name: value.clone().requires_grad_() for name, value in state.items()}
    expected = torch.autograd.grad(cached_attention(x, leaves, H, cache)[0], [x, *leaves.values()], cotangent)
    tolerance = 5e-4 if dtype == torch.float32 else 1e-9
    for name, gradient in zip(("x", *leaves), expected, strict=True):
        got = found.inputs[0] if name == "x" else found.parameters.get(name)
        assert got is not None, f"no gradient reaches {name}"
        close(got, gradient, rtol=tolerance, atol=tolerance, what=f"the gradient of {name}")


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
    solution: Any, case: tuple[dict[str, Tensor], int, Tensor, Cache | None]
) -> None:
    state, heads, x, cache = case
    check(built(solution, state, heads), x, state, heads, cache)


def test_a_step_after_a_long_prompt(solution: Any) -> None:
    """One new token after 2,000: with keys of zero the result is a mean."""
    state = random_state(256)
    state["qkv_proj.weight"][256:512] = 0
    state["qkv_proj.bias"][256:512] = 0
    x, values = torch.randn(1, 4, 256), torch.randn(1, 8, 2000, 32)
    out, (k, v) = call(built(solution, state, 8), x, (torch.zeros(1, 8, 2000, 32), values))
    new = x @ state["qkv_proj.weight"][512:].T + state["qkv_proj.bias"][512:]
    means = (values.sum(2).flatten(1)[:, None] + new.cumsum(1)) / torch.arange(2001.0, 2005.0)[:, None]
    expected = means @ state["out_proj.weight"].T + state["out_proj.bias"]
    close(out, expected, rtol=1e-3, atol=1e-3, what="the output")
    equal((tuple(k.shape), tuple(v.shape)), ((1, 8, 2004, 32),) * 2, "the shapes of the new cache")


def test_gradients_flow_through_the_cache(solution: Any) -> None:
    """As they do where a loss on later tokens trains the weights that made the cache."""
    state, x = random_state(D, torch.float64), torch.randn(2, 3, D, dtype=torch.float64, requires_grad=True)
    old = random_cache(2, H, 4, SIZE, torch.float64)
    past = tuple(value.requires_grad_() for value in old)
    wanted = [torch.randn(2, H, 7, SIZE, dtype=torch.float64) for _ in past]
    cotangents = (torch.zeros(2, 3, D, dtype=torch.float64), tuple(wanted))
    found = solution.vjp(built(solution, state, H), x, past, cotangents=cotangents)
    leaves = {name: value.clone().requires_grad_() for name, value in state.items()}
    kept = cached_attention(x, leaves, H, past)[1]
    expected = torch.autograd.grad(kept, [x, *past, leaves["qkv_proj.weight"]], wanted)
    got = [*found.inputs, found.parameters["qkv_proj.weight"]]
    names = ("x", "the keys of the cache", "the values of the cache", "qkv_proj.weight")
    for name, gradient, right in zip(names, got, expected, strict=True):
        assert gradient is not None, f"no gradient reaches {name}"
        close(gradient, right, rtol=1e-9, atol=1e-9, what=f"the gradient of {name}")


def test_without_gradients_the_result_is_the_same(solution: Any) -> None:
    state, x = random_state(D), torch.randn(2, 3, D)
    layer = built(solution, state, H)
    with solution.no_grad():
        check(layer, x, state, H, random_cache(2, H, 4, SIZE))
