"""Multi-head attention against two references, and against what it must be whatever a reference says.

B batch   Lq queries   Lk keys   D embed_dim   H heads   d = D / H features of one head
"""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import PROJECTIONS, attention, attention_by_loops, identity_state, random_state
from strategies import Case, cases
from torch import Tensor

from sandbox.checks import close, fail

B, LQ, LK, D, H = 3, 4, 6, 12, 3
CASTS = {torch.float64: "double", torch.bfloat16: "bfloat16", torch.float16: "half"}
GRADIENT = {"rtol": 1e-4, "atol": 2e-5}
"""Tolerances for float32 gradients, which are sums over many tokens."""

drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=12,
    phases=[Phase.generate],  # no shrinking: it would spend the solution's time limit
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def built(
    solution: Any, state: dict[str, Tensor], num_heads: int, *, dropout: float = 0.0, training: bool = False
) -> Any:
    """A module of the solution's with the weights of `state`, in their dtype."""
    weight = state["q_proj.weight"]
    cast = [] if weight.dtype == torch.float32 else [(CASTS[weight.dtype],)]
    return solution.build(
        solution.MultiHeadAttention,
        weight.shape[0],
        num_heads,
        dropout=dropout,
        bias="q_proj.bias" in state,
        calls=[*cast, ("load_state_dict", state), ("train", training)],
    )


def tokens(length: int, *, batch: int = B, dtype: torch.dtype = torch.float32, grad: bool = False) -> Tensor:
    """(batch, length, D) standard normal."""
    return torch.randn(batch, length, D, dtype=torch.float64).to(dtype).requires_grad_(grad)


def holey_mask(*shape: int) -> Tensor:
    """Random, and every query sees at least one key."""
    mask = torch.rand(shape) < 0.5
    mask[..., 0] |= ~mask.any(-1)
    return mask


# What it computes


def test_self_attention(solution: Any) -> None:
    state, x = random_state(D), tokens(LQ)
    close(built(solution, state, H)(x), attention(state, H, x))


def test_cross_attention_with_key_and_value(solution: Any) -> None:
    state, query, key, value = random_state(D), tokens(LQ), tokens(LK), tokens(LK)
    close(built(solution, state, H)(query, key, value), attention(state, H, query, key, value))


def test_fewer_keys_than_queries_and_a_single_one(solution: Any) -> None:
    state, query = random_state(D), tokens(LK)
    module = built(solution, state, H)
    for length in (LQ, 1):
        key, value = tokens(length), tokens(length)
        close(module(query, key, value), attention(state, H, query, key, value))
    close(module(query[:, :1], query), attention(state, H, query[:, :1], query), what="the result for a single query")


def test_value_defaults_to_the_key(solution: Any) -> None:
    """Even where the query has as many tokens, so that taking it would go unnoticed."""
    state, query, key = random_state(D), tokens(LQ), tokens(LQ)
    close(built(solution, state, H)(query, key), attention(state, H, query, key, key))


def test_key_defaults_to_the_query_where_only_a_value_is_given(solution: Any) -> None:
    state, query, value = random_state(D), tokens(LQ), tokens(LQ)
    close(built(solution, state, H)(query, value=value), attention(state, H, query, query, value))


def test_arguments_by_keyword(solution: Any) -> None:
    state, query, key, value = random_state(D), tokens(LQ), tokens(LK), tokens(LK)
    mask = holey_mask(LQ, LK)
    module = built(solution, state, H)
    out = module(mask=mask, value=value, query=query, key=key)
    close(out, attention(state, H, query, key, value, mask))


def test_any_number_of_heads(solution: Any) -> None:
    state, query, key = random_state(D), tokens(LQ), tokens(LK)
    for num_heads in (1, 2, 12):
        out = built(solution, state, num_heads)(query, key)
        close(out, attention(state, num_heads, query, key), what=f"the result of {num_heads} heads")


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.float16], ids=["f64", "bf16", "f16"])
def test_the_dtype_of_the_output_is_that_of_the_input(solution: Any, dtype: torch.dtype) -> None:
    """With a mask too, where a constant such as -1e9 does not fit into float16."""
    state, query, key = random_state(D, dtype=dtype), tokens(LQ, dtype=dtype), tokens(LK, dtype=dtype)
    mask = holey_mask(LQ, LK)
    module = built(solution, state, H)
    tolerance = {torch.float64: 1e-11, torch.bfloat16: 8e-2, torch.float16: 1e-2}[dtype]
    close(module(query, key), attention(state, H, query, key), rtol=tolerance, atol=tolerance)
    masked = module(query, key, mask=mask)
    close(masked, attention(state, H, query, key, mask=mask), rtol=tolerance, atol=tolerance, what="the masked result")


@drawn
@given(case=cases())
def test_random_shapes_arguments_and_masks(solution: Any, case: Case) -> None:
    embed_dim, num_heads, dropout, bias = case.arguments
    module = solution.MultiHeadAttention(embed_dim, num_heads, dropout, bias)
    solution.batch(module, [("load_state_dict", case.state), ("eval",)])
    close(module(*case.inputs), attention(case.state, num_heads, *case.inputs), rtol=1e-4, atol=2e-5)


def test_against_loops_over_single_numbers(solution: Any) -> None:
    state = random_state(6, dtype=torch.float64)
    query, key, value = (torch.randn(2, length, 6, dtype=torch.float64) for length in (3, 4, 4))
    mask = torch.rand(2, 3, 3, 4) < 0.6
    mask[1, 0, 2] = False
    out = built(solution, state, 3)(query, key, value, mask)
    close(out, attention_by_loops(state, 3, query, key, value, mask))


def test_large_scores_do_not_overflow(solution: Any) -> None:
    """Nor does a hidden key win because all visible ones score far below zero."""
    state, query, key = random_state(D), tokens(LQ) * 100, tokens(LK) * 100
    module, mask = built(solution, state, H), holey_mask(B, H, LQ, LK)
    close(module(query, key), attention(state, H, query, key), rtol=1e-3, atol=2e-2)
    masked = module(query, key, mask=mask)
    close(masked, attention(state, H, query, key, mask=mask), rtol=1e-3, atol=2e-2, what="the masked result")


def test_inputs_that_are_not_contiguous(solution: Any) -> None:
    state = random_state(D)
    query, key, value = (torch.randn(D, length, B).transpose(0, 2) for length in (LQ, LK, LK))
    mask = holey_mask(LK, LQ).T | torch.eye(LQ, LK, dtype=torch.bool)
    out = built(solution, state, H)(query, key, value, mask)
    close(out, attention(state, H, query, key, value, mask))


# Masks


def test_a_mask_of_any_shape_that_broadcasts(solution: Any) -> None:
    state, query, key, value = random_state(D), tokens(LQ), tokens(LK), tokens(LK)
    module = built(solution, state, H)
    item, head = ((B, 1, 1, LK), (B, 1, LQ, LK), (B, H, 1, LK)), ((1, H, 1, LK), (H, LQ, LK), (B, H, LQ, LK))
    masks = [holey_mask(*shape) for shape in (*item, *head, (LQ, LK), (1, LK), (LK,))]
    found = solution.batch(module, [("__call__", query, key, value, mask) for mask in masks])
    for out, mask in zip(found, masks, strict=True):
        expected = attention(state, H, query, key, value, mask)
        close(out, expected, what=f"the result for a mask of shape {tuple(mask.shape)}")


def test_a_mask_that_switches_whole_rows_heads_or_items_off(solution: Any) -> None:
    state, query, key = random_state(D), tokens(LQ), tokens(LK)
    module = built(solution, state, H)
    some = [torch.rand(shape) < 0.5 for shape in ((B, H, LQ, 1), (LQ, 1), (B, 1, 1, 1), (H, 1, 1), ())]
    masks = [*some, *(~mask for mask in some)]
    found = solution.batch(module, [("__call__", query, key, None, mask) for mask in masks])
    for out, mask in zip(found, masks, strict=True):
        expected = attention(state, H, query, key, mask=mask)
        close(out, expected, what=f"the result for a mask of shape {tuple(mask.shape)}")


def test_a_mask_of_true_changes_nothing(solution: Any) -> None:
    module = built(solution, random_state(D), H)
    query, key = tokens(LQ), tokens(LK)
    close(module(query, key, mask=torch.ones(LQ, LK, dtype=torch.bool)), module(query, key))


def test_a_hidden_key_might_as_well_not_be_there(solution: Any) -> None:
    """Also where it is huge, so that its score would be the largest by far."""
    module = built(solution, random_state(D), H)
    query, key, value = tokens(LQ), tokens(LK), tokens(LK)
    padding = torch.arange(LK) < LK - 2
    without = module(query, key[:, :-2], value[:, :-2])
    for factor in (1.0, 1e4):
        key[:, -2:] *= factor
        value[:, -2:] *= factor
        close(module(query, key, value, padding), without)


def test_under_a_causal_mask_the_future_does_not_reach_the_past(solution: Any) -> None:
    module = built(solution, random_state(D), H)
    x = tokens(LK)
    causal = torch.ones(LK, LK).tril().bool()
    changed = x.clone()
    changed[:, -1] += 5
    before, after = module(x, mask=causal), module(changed, mask=causal)
    close(after[:, :-1], before[:, :-1])
    assert not torch.allclose(after[:, -1], before[:, -1]), "the last token does not notice its own change"
    close(before[:, 0], module(x[:, :1])[:, 0], what="the first token, which sees only itself")


@pytest.mark.parametrize(
    ("dtype", "training"),
    [(torch.float32, False), (torch.float64, True), (torch.float16, False)],
    ids=["f32-eval", "f64-train", "f16-eval"],
)
def test_a_query_that_may_attend_nowhere_gets_exactly_the_output_bias(
    solution: Any, *, dtype: torch.dtype, training: bool
) -> None:
    state, query, key = random_state(D, dtype=dtype), tokens(LQ, dtype=dtype), tokens(LK, dtype=dtype)
    mask = holey_mask(B, 1, LQ, LK)
    mask[0, 0, 1] = mask[2, 0, 3] = False
    module = built(solution, state, H, dropout=0.3 if training else 0.0, training=training)
    out = module(query, key, mask=mask)
    expected = state["out_proj.bias"]
    close(out[0, 1], expected, rtol=0, atol=0, what="the row of a query that may attend nowhere")
    close(out[2, 3], expected, rtol=0, atol=0, what="the row of a query that may attend nowhere")
    if not training:
        loose = 1e-2 if dtype == torch.float16 else 2e-5
        close(out, attention(state, H, query, key, mask=mask), rtol=loose, atol=loose)


def test_a_query_may_attend_nowhere_in_one_head_only(solution: Any) -> None:
    state, query, key = random_state(D), tokens(LQ), tokens(LK)
    mask = holey_mask(B, H, LQ, LK)
    mask[1, 0] = False
    mask[:, 2, 0] = False
    close(built(solution, state, H)(query, key, mask=mask), attention(state, H, query, key, mask=mask))


def test_without_bias_nowhere_to_attend_is_zero(solution: Any) -> None:
    module = built(solution, random_state(D, bias=False), H)
    x = tokens(LQ)
    close(module(x, mask=torch.zeros(LQ, LQ, dtype=torch.bool)), torch.zeros_like(x), rtol=0, atol=0)


# What any attention must be


def test_weights_are_positive_and_sum_to_one(solution: Any) -> None:
    """A constant value comes through unchanged; the unit vectors as values show the weights themselves."""
    state = identity_state(8) | {f"{name}.weight": torch.randn(8, 8) for name in ("q_proj", "k_proj")}
    module = built(solution, state, 2)
    query, key = torch.randn(2, 5, 8), torch.randn(2, 4, 8)
    close(module(query, key, torch.full((2, 4, 8), 2.5)), torch.full((2, 5, 8), 2.5))
    weights = module(query, key, torch.eye(4).repeat(2, 1, 2)).unflatten(-1, (2, 4))  # (B, Lq, H, Lk)
    assert bool((weights > 0).all()), "an attention weight is not positive"
    close(weights.sum(-1), torch.ones(2, 5, 2), what="the sum of a query's weights")


def test_scores_are_divided_by_the_root_of_the_size_of_a_head(solution: Any) -> None:
    """Log-ratios of the weights are differences of scores, q . (k - k') / sqrt(d); here d = 4 and D = 8."""
    state = identity_state(8)
    module = built(solution, state, 2)
    query, key = torch.randn(1, 5, 8), torch.randn(1, 4, 8)
    weights = module(query, key, torch.eye(4).repeat(1, 1, 2)).unflatten(-1, (2, 4))  # (B, Lq, H, Lk)
    products = torch.einsum("bihd,bjhd->bihj", query.unflatten(-1, (2, 4)), key.unflatten(-1, (2, 4)))
    ratios = weights.log() - weights.log()[..., :1]
    close(ratios, (products - products[..., :1]) / 2, rtol=1e-3, atol=1e-4, what="the difference of two scores")


def test_order_of_queries_and_order_of_keys(solution: Any) -> None:
    """Shuffled queries shuffle the output; keys shuffled together with their values change nothing."""
    module = built(solution, random_state(D), H)
    query, key, value = tokens(LQ), tokens(LK), tokens(LK)
    queries, keys = torch.randperm(LQ), torch.tensor([3, 0, 5, 1, 2, 4])
    out = module(query, key, value)
    close(module(query[:, queries], key, value), out[:, queries])
    close(module(query, key[:, keys], value[:, keys]), out)


def test_a_head_sees_its_own_features_only(solution: Any) -> None:
    """out_proj the identity: what another head projects does not change this head's columns."""
    state = random_state(D) | {"out_proj.weight": torch.eye(D), "out_proj.bias": torch.zeros(D)}
    x, size = tokens(LQ), D // H
    module = built(solution, state, H)
    before = module(x)
    for head in range(H):
        columns = slice(head * size, (head + 1) * size)
        changed = {name: tensor.clone() for name, tensor in state.items()}
        for name in ("q_proj", "k_proj", "v_proj"):
            changed[f"{name}.weight"][columns] += 1.0
        _, after = solution.batch(module, [("load_state_dict", changed), ("__call__", x)])
        others = [c for c in range(D) if not columns.start <= c < columns.stop]
        close(after[..., others], before[..., others], what="the columns of the heads that were not changed")
        assert not torch.allclose(after[..., columns], before[..., columns]), "a head ignores its own projections"


def test_each_item_of_a_batch_is_alone(solution: Any) -> None:
    module = built(solution, random_state(D), H)
    query, key, value = tokens(LQ), tokens(LK), tokens(LK)
    mask = holey_mask(B, H, LQ, LK)
    together = module(query, key, value, mask)
    for b in range(B):
        item = slice(b, b + 1)
        close(module(query[item], key[item], value[item], mask[item]), together[item])


# The module


def test_parameters_have_the_fixed_names_shapes_and_dtype(solution: Any) -> None:
    for bias in (True, False):
        found = solution.parameters(solution.MultiHeadAttention(8, 2, bias=bias))
        expected = {f"{name}.weight": (8, 8) for name in PROJECTIONS}
        if bias:
            expected |= {f"{name}.bias": (8,) for name in PROJECTIONS}
        for name, shape in expected.items():
            if name not in found:
                fail(f"the module has no parameter {name}")
            close(found[name] * 0, torch.zeros(shape), what=f"{name} times 0")
        extra = [name for name in found if name not in expected and name.partition(".")[0] in PROJECTIONS]
        assert not extra, f"the module has parameters that it should not have with bias={bias}"


def test_state_dict_holds_the_four_projections_and_nothing_else(solution: Any) -> None:
    for bias in (True, False):
        module = solution.MultiHeadAttention(8, 2, bias=bias)
        try:
            module.load_state_dict(random_state(8, bias=bias))
        except RuntimeError:
            fail(f"with bias={bias} the state_dict has other names than the weights and biases of the four projections")


def test_projections_are_square_linear_layers(solution: Any) -> None:
    module = solution.MultiHeadAttention(8, 2)
    for name in PROJECTIONS:
        layer = getattr(module, name)
        assert (layer.in_features, layer.out_features) == (8, 8), f"{name} is not nn.Linear(embed_dim, embed_dim)"
        assert layer.bias is not None, f"{name} has no bias, though bias=True is the default"


def test_projections_do_not_share_weights_and_modules_do_not_share_state(solution: Any) -> None:
    one, other = solution.MultiHeadAttention(8, 2), solution.MultiHeadAttention(8, 4)
    weights = solution.parameters(one)
    values = [weights[f"{name}.weight"] for name in PROJECTIONS]
    for i in range(4):
        for j in range(i):
            assert not torch.equal(values[i], values[j]), "two projections start with the same weights"
    x, state = torch.randn(2, 3, 8), random_state(8)
    one.load_state_dict(state)
    other.load_state_dict(random_state(8))
    close(one(x), attention(state, 2, x))


def test_bias_false(solution: Any) -> None:
    state, query, key = random_state(D, bias=False), tokens(LQ), tokens(LK)
    module = built(solution, state, H)
    close(module(query, key), attention(state, H, query, key))
    for name in PROJECTIONS:
        assert getattr(module, name).bias is None, f"{name} has a bias, though bias=False"


def test_a_size_that_does_not_divide_is_a_value_error(solution: Any) -> None:
    for embed_dim, num_heads in ((10, 3), (8, 16), (7, 2), (9, 6)):
        with pytest.raises(ValueError):  # noqa: PT011 - the message is the author's own
            solution.MultiHeadAttention(embed_dim, num_heads)


def test_calls_do_not_influence_each_other(solution: Any) -> None:
    """Other lengths, other masks, no mask, and the first call again."""
    state = random_state(D)
    module = built(solution, state, H)
    query, key, mask = tokens(LQ), tokens(LK), holey_mask(LQ, LK)
    calls = [(query, key, key, mask), (key,), (query, key), (query, key, key, ~mask), (query, key, key, mask)]
    found = solution.batch(module, [("__call__", *call) for call in calls])
    for out, call in zip(found[:4], calls, strict=False):
        close(out, attention(state, H, *call))
    close(found[4], found[0])


# Gradients


def check_gradients(
    found: Any, state: dict[str, Tensor], leaves: list[Tensor], expected: Tensor, cotangent: Tensor
) -> None:
    """Compare with autograd through the reference, whose weights and leaves require gradients."""
    close(found.output, expected.detach(), rtol=1e-4, atol=2e-5)
    names = list(state)
    grads = torch.autograd.grad(expected, [*leaves, *state.values()], cotangent)
    tolerance = GRADIENT if cotangent.dtype == torch.float32 else {}
    if len(found.inputs) != len(leaves):
        fail("the inputs have another number of gradients")
    for number, (got, want) in enumerate(zip(found.inputs, grads, strict=False)):
        close(got, want, **tolerance, what=f"the gradient of input {number}")
    for name, want in zip(names, grads[len(leaves) :], strict=True):
        close(found.parameters.get(name), want, **tolerance, what=f"the gradient of {name}")


def test_gradients_of_self_attention(solution: Any) -> None:
    state, x, cotangent = random_state(D), tokens(LQ, grad=True), tokens(LQ)
    found = solution.vjp(built(solution, state, H), x, cotangents=cotangent)
    state = {name: tensor.requires_grad_() for name, tensor in state.items()}
    check_gradients(found, state, [x], attention(state, H, x), cotangent)


def test_gradients_of_cross_attention_under_a_mask(solution: Any) -> None:
    """In training mode, with a dropout of 0, and in float64."""
    dtype = torch.float64
    state = random_state(D, dtype=dtype)
    query, key, value = (tokens(length, dtype=dtype, grad=True) for length in (LQ, LK, LK))
    mask, cotangent = holey_mask(B, H, LQ, LK), tokens(LQ, dtype=dtype)
    module = built(solution, state, H, training=True)
    found = solution.vjp(module, query, key, value, mask, cotangents=cotangent)
    state = {name: tensor.requires_grad_() for name, tensor in state.items()}
    expected = attention(state, H, query, key, value, mask)
    check_gradients(found, state, [query, key, value], expected, cotangent)


@drawn
@given(case=cases())
def test_random_gradients(solution: Any, case: Case) -> None:
    """In float64, whatever is given and hidden."""
    _, num_heads, dropout, _ = case.arguments
    state = {name: tensor.double() for name, tensor in case.state.items()}
    *given_tokens, mask = case.inputs
    inputs = [None if tensor is None else tensor.double().requires_grad_() for tensor in given_tokens]
    query = case.inputs[0]
    assert query is not None
    cotangent = torch.linspace(-1, 1, query.numel(), dtype=torch.float64).reshape(query.shape)
    module = built(solution, state, num_heads, dropout=dropout)
    found = solution.vjp(module, *inputs, mask, cotangents=cotangent)
    state = {name: tensor.requires_grad_() for name, tensor in state.items()}
    expected = attention(state, num_heads, *inputs, mask)  # type: ignore[arg-type]
    check_gradients(found, state, [tensor for tensor in inputs if tensor is not None], expected, cotangent)


def test_gradients_where_a_query_may_attend_nowhere(solution: Any) -> None:
    """None of them is NaN, and the query itself gets none at all."""
    state = random_state(D)
    query, key, value = (tokens(length, grad=True) for length in (LQ, LK, LK))
    mask, cotangent = holey_mask(B, H, LQ, LK), tokens(LQ)
    mask[1, :, 2] = False
    mask[0, 1] = False
    found = solution.vjp(built(solution, state, H), query, key, value, mask, cotangents=cotangent)
    state = {name: tensor.requires_grad_() for name, tensor in state.items()}
    expected = attention(state, H, query, key, value, mask)
    check_gradients(found, state, [query, key, value], expected, cotangent)
    close(found.inputs[0][1, 2], torch.zeros(D), rtol=0, atol=0, what="the gradient of a query that sees nothing")


def test_gradients_where_nobody_may_attend_anywhere(solution: Any) -> None:
    x, cotangent = tokens(LQ, grad=True), tokens(LQ)
    module = built(solution, random_state(D), H)
    found = solution.vjp(module, x, mask=torch.zeros((), dtype=torch.bool), cotangents=cotangent)
    for name, grad in [("the input", found.inputs[0]), *found.parameters.items()]:
        if grad is None:
            continue  # no influence, which is true
        expected = cotangent.sum((0, 1)) if name == "out_proj.bias" else torch.zeros_like(grad)
        close(grad, expected, **GRADIENT, what=f"the gradient of {name}")
    close(found.parameters["out_proj.bias"], cotangent.sum((0, 1)), **GRADIENT, what="the gradient of out_proj.bias")


def test_a_hidden_key_gets_no_gradient(solution: Any) -> None:
    query, key, value = (tokens(length, grad=True) for length in (LQ, LK, LK))
    padding = torch.arange(LK) < LK - 2
    found = solution.vjp(built(solution, random_state(D), H), query, key, value, padding, cotangents=tokens(LQ))
    for grad in found.inputs[1:]:
        close(grad[:, -2:], torch.zeros(B, 2, D), rtol=0, atol=0, what="the gradient of a hidden token")
        assert bool((grad[:, :-2] != 0).any()), "no gradient reaches the keys and values that are seen"


def test_gradients_equal_finite_differences(solution: Any) -> None:
    """float64, against the solution's own outputs: a step in each input, and in the parameters of each projection."""
    state = random_state(D, dtype=torch.float64)
    inputs = [tokens(length, dtype=torch.float64, grad=True) for length in (LQ, LK, LK)]
    mask = torch.rand(B, H, LQ, LK) < 0.5
    cotangent, step = tokens(LQ, dtype=torch.float64), 1e-5
    module = built(solution, state, H)
    found = solution.vjp(module, *inputs, mask, cotangents=cotangent)
    plain = [tensor.detach() for tensor in inputs]

    def agree(ends: list[Tensor], grads: list[Tensor], directions: list[Tensor], what: str) -> None:
        up, down = (float((end.detach() * cotangent).sum()) for end in ends)
        slope = sum(float((grad * direction).sum()) for grad, direction in zip(grads, directions, strict=True))
        close(slope, (up - down) / (2 * step), rtol=1e-5, atol=1e-6, what=what)

    for i in range(3):
        direction = torch.randn_like(plain[i])
        steps = [[*plain[:i], plain[i] + sign * step * direction, *plain[i + 1 :]] for sign in (1, -1)]
        ends = solution.batch(module, [("__call__", *arguments, mask) for arguments in steps])
        agree(ends, [found.inputs[i]], [direction], f"the slope along input {i}")
    for projection in PROJECTIONS:
        names = [f"{projection}.weight", f"{projection}.bias"]
        direction = {name: torch.randn_like(state[name]) for name in names}
        calls: list[tuple[Any, ...]] = []
        for sign in (1, -1):
            moved = {name: state[name] + sign * step * direction[name] for name in names}
            calls += [("load_state_dict", state | moved), ("__call__", *plain, mask)]
        ends = solution.batch(module, calls)[1::2]
        agree(ends, [found.parameters[name] for name in names], [*direction.values()], f"the slope along {projection}")


# Dropout. Values that are unit vectors, twice, show every dropped weight two times in the output.

P, KEYS = 0.4, 16


def visible_weights(solution: Any, *, training: bool, dropout: float = P) -> tuple[Any, Tensor, Tensor, Tensor]:
    """A module of 2 heads whose output minus its bias is (B, Lq, H, 2, Lk): each head's weights, two times."""
    state = identity_state(4 * KEYS, bias=True) | {"out_proj.bias": torch.full((4 * KEYS,), 7.0)}
    module = built(solution, state, 2, dropout=dropout, training=training)
    query, key = torch.randn(4, 20, 4 * KEYS) * 0.5, torch.randn(4, KEYS, 4 * KEYS)
    return module, query, key, torch.eye(KEYS).repeat(4, 1, 4)


def shown(out: Tensor) -> Tensor:
    """The weights in an output of `visible_weights`."""
    return (out.detach() - 7.0).unflatten(-1, (2, 2, KEYS))


def test_no_dropout_in_eval_mode(solution: Any) -> None:
    state, x = random_state(D), tokens(LQ)
    module = built(solution, state, H, dropout=0.5, training=True)
    module.eval()
    close(module(x), attention(state, H, x))
    close(module(x), attention(state, H, x))


def test_a_dropout_of_zero_does_nothing_in_training(solution: Any) -> None:
    state, x = random_state(D), tokens(LQ)
    close(built(solution, state, H, training=True)(x), attention(state, H, x))


def test_dropout_zeroes_attention_weights_and_scales_up_the_others(solution: Any) -> None:
    """Every weight is 0 or w / (1 - p), out_proj's bias is left alone, and about a share of p is dropped."""
    module, query, key, value = visible_weights(solution, training=True)
    dropped = shown(module(query, key, value))
    module.eval()
    full = shown(module(query, key, value))
    zero = dropped.abs() < 1e-5
    kept = (dropped - full / (1 - P)).abs() < 1e-4
    assert bool((zero | kept).all()), "in training an attention weight w is neither 0 nor w / (1 - dropout)"
    share = float(zero[:, :, :, 0].double().mean())  # of 2,560 weights: the standard deviation is 0.01
    assert abs(share - P) < 0.06, "the share of dropped attention weights is not the dropout probability"


def test_dropout_drops_weights_and_not_the_features_they_mix(solution: Any) -> None:
    """A dropped weight is missing in all features of its head, and each query, head and item has its own."""
    module, query, key, value = visible_weights(solution, training=True)
    dropped = shown(module(query, key, value)).abs() < 1e-5  # (B, Lq, H, 2, Lk)
    assert torch.equal(dropped[:, :, :, 0], dropped[:, :, :, 1]), "features of one head lost different weights"
    pattern = dropped[:, :, :, 0]  # (B, Lq, H, Lk)
    for axis, name in enumerate(("items of the batch", "queries", "heads", "keys")):
        one, other = pattern.narrow(axis, 0, 1), pattern.narrow(axis, 1, 1)
        assert not torch.equal(one, other), f"different {name} lose the same weights"


def test_dropout_draws_anew_in_every_call_and_is_on_from_the_start(solution: Any) -> None:
    x = torch.randn(2, 10, 8)
    module = solution.MultiHeadAttention(8, 2, 0.5)
    call = ("__call__", x)
    found = solution.batch(module, [call, call, ("eval",), call, call, ("train",), call, call])
    assert not torch.equal(found[0], found[1]), "two calls in training drop the same weights"
    close(found[3], found[4])
    assert not torch.equal(found[6], found[7]), "there is no dropout after eval() and train()"


def test_hidden_keys_stay_hidden_under_dropout(solution: Any) -> None:
    module, query, key, value = visible_weights(solution, training=True)
    padding = torch.arange(KEYS) < KEYS // 2
    out = shown(module(query, key, value, padding))[..., KEYS // 2 :]
    close(out, torch.zeros_like(out), what="the weight of a hidden key")


def test_gradients_reach_query_and_key_through_dropout(solution: Any) -> None:
    """Moving a query moves the weights that were kept, and a key does too."""
    module, query, key, value = visible_weights(solution, training=True)
    found = solution.vjp(
        module, query.requires_grad_(), key.requires_grad_(), value, cotangents=torch.randn(query.shape)
    )
    for name, grad in zip(("query", "key"), found.inputs, strict=True):
        assert grad is not None, f"in training no gradient reaches the {name}"
        assert bool((grad != 0).any()), f"in training no gradient reaches the {name}"


def test_gradients_pass_through_the_weights_that_were_kept(solution: Any) -> None:
    """The output is linear in the value, with the weights that the same call shows."""
    module, query, key, value = visible_weights(solution, training=True)
    cotangent = torch.randn(4, 20, 4 * KEYS)
    found = solution.vjp(module, query, key, value.requires_grad_(), cotangents=cotangent)
    weights = shown(found.output)[..., 0, :]  # (B, Lq, H, Lk)
    expected = torch.einsum("bihj,bihc->bjhc", weights, cotangent.unflatten(-1, (2, -1))).flatten(2)
    close(found.inputs[0], expected, **GRADIENT, what="the gradient of the value")


# Size


def test_a_thousand_tokens(solution: Any) -> None:
    """1,024 tokens of 256 features in one head. Without gradients, so that nothing is kept for a backward pass."""
    state = random_state(256)
    module = built(solution, state, 1)
    module.requires_grad_(requires_grad=False)
    x = torch.randn(1, 1024, 256)
    causal = torch.ones(1024, 1024).tril().bool()
    out = module(x, mask=causal)
    close(out[:, -8:], attention(state, 1, x[:, -8:], x, x, causal[-8:]), rtol=1e-3, atol=1e-4)
    close(out[:, :8], attention(state, 1, x[:, :8], mask=causal[:8, :8]), rtol=1e-3, atol=1e-4)
