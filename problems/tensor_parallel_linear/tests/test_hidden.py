"""Shards against lists of rows, f and g by their definition, the MLP rank by rank and as a whole, the log."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from modules import built, random_shards, sends
from reference import (
    Shard,
    column_shards,
    counts,
    dense_mlp,
    named,
    parallel_mlp,
    pulled_back,
    qkv_shards,
    random_layers,
    row_shards,
)
from strategies import arguments, cases, fused
from torch import Tensor

from sandbox.checks import close, equal

LOOSE = {"rtol": 1e-4, "atol": 1e-4}
SIZES = [(3, 5, 4), (4, 4, 4), (2, 8, 3), (5, 7, 1), (1, 4, 6)]
drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def numbered(*shape: int) -> Tensor:
    """Every number is another one."""
    return torch.arange(float(torch.Size(shape).numel())).view(shape)


def agree(found: Any, state: dict[str, Tensor], x: Tensor, cotangent: Tensor, tolerance: float = 1e-4) -> None:
    """Output and gradients of an MLP."""
    loose = {"rtol": tolerance, "atol": tolerance}
    of_x, of_state = pulled_back(x, state, cotangent)
    close(found.output.detach(), parallel_mlp(x, state).to(x.dtype), **loose)
    assert found.inputs[0] is not None, "no gradient reaches x"
    close(found.inputs[0], of_x.to(x.dtype), **loose, what="the gradient of x")
    equal(set(found.parameters), set(of_state), "the names of the parameters")
    for name, gradient in of_state.items():
        got = found.parameters[name]
        assert got is not None, f"no gradient reaches {name}"
        close(got, gradient.to(x.dtype), **loose, what=f"the gradient of {name}")


# Shards


def test_the_network_is_the_one_of_the_stub(solution: Any) -> None:
    network = solution.Network()
    equal(network.log, [])
    close(network.all_reduce(torch.tensor([[1.0, 2.0], [3.0, 5.0], [0.0, 1.0]])), torch.tensor([[4.0, 8.0]] * 3))
    close(network.all_reduce(torch.ones(2, 3, 1)), torch.full((2, 3, 1), 2.0))
    close(network.all_reduce(torch.ones(4)), torch.full((4,), 4.0))
    sends(network, [(2,), (3, 1), ()])
    equal(network.all_reduce(torch.ones(2, 2, requires_grad=True)).requires_grad, False, "all_reduce: requires_grad")


def test_two_networks_have_a_log_each(solution: Any) -> None:
    one, other = solution.Network(), solution.Network()
    one.all_reduce(torch.ones(2, 3))
    equal(other.log, [])


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no-bias"])
@pytest.mark.parametrize(
    ("size", "ranks"), [(6, 3), (5, 4), (7, 3), (4, 4), (3, 1), (1, 1), (10, 4), (9, 5), (1030, 8)]
)
def test_column_parallel_shards(solution: Any, size: int, ranks: int, *, bias: bool) -> None:
    weight, given_bias = numbered(size, 3), -numbered(size) if bias else None
    equal(solution.column_parallel_shards(weight, given_bias, ranks), column_shards(weight, given_bias, ranks))


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no-bias"])
@pytest.mark.parametrize(
    ("size", "ranks"), [(6, 3), (5, 4), (7, 3), (4, 4), (3, 1), (1, 1), (10, 4), (9, 5), (1030, 8)]
)
def test_row_parallel_shards(solution: Any, size: int, ranks: int, *, bias: bool) -> None:
    weight, given_bias = numbered(3, size), -numbered(3) if bias else None
    equal(solution.row_parallel_shards(weight, given_bias, ranks), row_shards(weight, given_bias, ranks))


def test_a_square_weight_is_split_along_the_right_axis(solution: Any) -> None:
    weight, bias = numbered(4, 4), -numbered(4)
    equal(solution.column_parallel_shards(weight, bias, 2), column_shards(weight, bias, 2))
    equal(solution.row_parallel_shards(weight, bias, 2), row_shards(weight, bias, 2))


def test_the_first_ranks_get_one_more(solution: Any) -> None:
    for size, ranks in ((5, 4), (11, 4), (8, 5), (13, 6)):
        columns = [len(weight) for weight, _ in solution.column_parallel_shards(numbered(size, 2), None, ranks)]
        equal(columns, counts(size, ranks), f"outputs of {size} on {ranks} ranks")
        rows = [weight.shape[1] for weight, _ in solution.row_parallel_shards(numbered(2, size), None, ranks)]
        equal(rows, counts(size, ranks), f"inputs of {size} on {ranks} ranks")


def test_the_bias_of_a_row_parallel_layer_stays_whole(solution: Any) -> None:
    bias = -numbered(6)
    for _, part in solution.row_parallel_shards(numbered(6, 6), bias, 3):
        equal(part, bias)


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no-bias"])
@pytest.mark.parametrize(
    ("heads", "size", "ranks"), [(4, 2, 2), (3, 2, 2), (5, 3, 3), (3, 3, 3), (4, 1, 3), (2, 4, 1), (1, 3, 1), (7, 2, 4)]
)
def test_qkv_shards(solution: Any, heads: int, size: int, ranks: int, *, bias: bool) -> None:
    weight, given_bias = numbered(3 * heads * size, 2), -numbered(3 * heads * size) if bias else None
    equal(solution.qkv_shards(weight, given_bias, heads, ranks), qkv_shards(weight, given_bias, heads, ranks))


def test_every_rank_computes_the_q_k_and_v_of_its_heads(solution: Any) -> None:
    """The projection of a shard, cut into thirds, is what the whole projection has for these heads."""
    weight, bias, x = torch.randn(3 * 5 * 2, 4), torch.randn(3 * 5 * 2), torch.randn(6, 4)
    whole = (x @ weight.T + bias).view(6, 3, 5, 2)
    first = 0
    for part, part_bias in solution.qkv_shards(weight, bias, 5, 2):
        owned = len(part) // 6
        got = (x @ part.T + part_bias).view(6, 3, owned, 2)
        close(got, whole[:, :, first : first + owned], **LOOSE, what="q, k and v of a rank")
        first += owned
    equal(first, 5, "the heads of all ranks")


def test_a_fused_weight_whose_sizes_are_all_alike(solution: Any) -> None:
    weight, bias = numbered(27, 27), -numbered(27)
    equal(solution.qkv_shards(weight, bias, 3, 3), qkv_shards(weight, bias, 3, 3))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16], ids=["f32", "f64", "bf16"])
def test_shards_of_weights_that_are_not_contiguous_keep_their_dtype(solution: Any, dtype: torch.dtype) -> None:
    weight, bias = torch.randn(8, 12).T.to(dtype), torch.randn(24).to(dtype)[::2]
    equal(solution.column_parallel_shards(weight, bias, 4), column_shards(weight, bias, 4))
    equal(solution.row_parallel_shards(weight, bias, 3), row_shards(weight, bias, 3))
    equal(solution.qkv_shards(weight, bias, 2, 2), qkv_shards(weight, bias, 2, 2))


@drawn
@given(case=arguments())
def test_any_layer_is_split_as_the_rows_are_dealt(solution: Any, case: tuple[Tensor, Tensor | None, int]) -> None:
    equal(solution.column_parallel_shards(*case), column_shards(*case))
    equal(solution.row_parallel_shards(*case), row_shards(*case))


@drawn
@given(case=fused())
def test_any_fused_layer_is_split_by_heads(solution: Any, case: tuple[Tensor, Tensor | None, int, int]) -> None:
    equal(solution.qkv_shards(*case), qkv_shards(*case))


# f and g

SHAPES = [(3,), (3, 1), (2, 4), (4, 4), (3, 2, 5), (2, 1, 3, 2), (1, 3), (3, 0, 2), (4, 4, 4)]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_f_copies_forward_and_sums_the_gradient(solution: Any, shape: tuple[int, ...], dtype: torch.dtype) -> None:
    x, cotangent = torch.randn(shape, dtype=dtype, requires_grad=True), torch.randn(shape, dtype=dtype)
    found = solution.vjp(solution.copy_to_ranks, x, solution.Network(), cotangents=cotangent)
    close(found.output.detach(), x.detach())
    assert found.inputs[0] is not None, "no gradient reaches x"
    close(found.inputs[0], torch.stack([cotangent.sum(0)] * shape[0]), what="the gradient")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_g_sums_forward_and_copies_the_gradient(solution: Any, shape: tuple[int, ...], dtype: torch.dtype) -> None:
    x, cotangent = torch.randn(shape, dtype=dtype, requires_grad=True), torch.randn(shape, dtype=dtype)
    found = solution.vjp(solution.reduce_from_ranks, x, solution.Network(), cotangents=cotangent)
    close(found.output.detach(), torch.stack([x.detach().sum(0)] * shape[0]))
    assert found.inputs[0] is not None, "no gradient reaches x"
    close(found.inputs[0], cotangent, what="the gradient")


def test_f_sends_nothing_forward(solution: Any) -> None:
    network = solution.Network()
    close(solution.copy_to_ranks(torch.ones(3, 2), network), torch.ones(3, 2))
    sends(network, [])


def test_f_sends_its_gradient_once(solution: Any) -> None:
    network = solution.Network()
    solution.vjp(solution.copy_to_ranks, torch.randn(3, 2, 5, requires_grad=True), network)
    sends(network, [(2, 5)])


def test_g_sends_once_forward_and_nothing_backward(solution: Any) -> None:
    network = solution.Network()
    x = torch.randn(3, 2, 5, requires_grad=True)
    solution.reduce_from_ranks(x, network)
    sends(network, [(2, 5)])
    solution.vjp(solution.reduce_from_ranks, x, network)
    sends(network, [(2, 5)] * 2)


def test_the_gradient_of_f_does_not_depend_on_the_contents(solution: Any) -> None:
    cotangent = torch.randn(2, 3)
    for x in (torch.zeros(2, 3), torch.full((2, 3), 1e30)):
        found = solution.vjp(solution.copy_to_ranks, x.requires_grad_(), solution.Network(), cotangents=cotangent)
        close(found.inputs[0], torch.stack([cotangent.sum(0)] * 2), what="the gradient")


def test_f_and_g_of_tensors_that_are_not_contiguous(solution: Any) -> None:
    x, cotangent = torch.randn(4, 5, 3).permute(2, 0, 1).requires_grad_(), torch.randn(5, 4, 3).permute(2, 1, 0)
    f = solution.vjp(solution.copy_to_ranks, x, solution.Network(), cotangents=cotangent)
    close(f.inputs[0], torch.stack([cotangent.sum(0)] * 3), what="the gradient of f")
    g = solution.vjp(solution.reduce_from_ranks, x, solution.Network(), cotangents=cotangent)
    close(g.output.detach(), torch.stack([x.detach().sum(0)] * 3), what="the result of g")
    close(g.inputs[0], cotangent, what="the gradient of g")


def test_g_of_large_numbers_has_no_rounding_of_its_own(solution: Any) -> None:
    x = torch.tensor([[1e8, 1.0], [-1e8, 2.0]])
    close(solution.reduce_from_ranks(x, solution.Network()), torch.tensor([[0.0, 3.0]] * 2))


# The MLP


@pytest.mark.parametrize("ranks", [1, 2, 3, 4])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_sizes_and_ranks(solution: Any, sizes: tuple[int, int, int], ranks: int) -> None:
    up, down, layers = random_shards(sizes, ranks)
    x = torch.randn(6, sizes[0])
    y = built(solution, up, down)[1](torch.stack([x] * ranks))
    close(y.detach(), torch.stack([dense_mlp(x, layers).float()] * ranks), **LOOSE)


@pytest.mark.parametrize("down_bias", [True, False], ids=["down-bias", "no-down-bias"])
@pytest.mark.parametrize("up_bias", [True, False], ids=["up-bias", "no-up-bias"])
def test_layers_with_and_without_a_bias(solution: Any, *, up_bias: bool, down_bias: bool) -> None:
    up, down, layers = random_shards((3, 5, 4), 3, up_bias=up_bias, down_bias=down_bias)
    x, cotangent = torch.randn(2, 3), torch.randn(3, 2, 4)
    network, mlp = built(solution, up, down)
    copies = torch.stack([x] * 3).requires_grad_()
    found = solution.vjp(mlp, copies, cotangents=cotangent)
    close(found.output.detach()[1], dense_mlp(x, layers).float(), **LOOSE)
    agree(found, named(up, down), copies, cotangent)
    sends(network, [(2, 4), (2, 3)])


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no-bias"])
def test_the_names_and_shapes_of_the_parameters(solution: Any, *, bias: bool) -> None:
    up, down, _ = random_shards((3, 5, 4), 2, up_bias=bias, down_bias=bias)
    found = solution.parameters(built(solution, up, down)[1])
    expected = named(up, down)
    equal({name: tuple(p.shape) for name, p in found.items()}, {n: tuple(p.shape) for n, p in expected.items()})
    for name, value in expected.items():
        close(found[name], value, what=name)


def test_the_shards_of_the_solution_make_an_mlp(solution: Any) -> None:
    layers, x = random_layers((3, 7, 4)), torch.randn(2, 3)
    up = solution.column_parallel_shards(*layers[:2], 3)
    down = solution.row_parallel_shards(*layers[2:], 3)
    _, mlp = built(solution, up, down)
    close(mlp(torch.stack([x] * 3)).detach(), torch.stack([dense_mlp(x, layers).float()] * 3), **LOOSE)


def test_a_rank_reads_its_own_copy_of_x(solution: Any) -> None:
    """What the others hold reaches it through the network alone."""
    up, down, _ = random_shards((3, 5, 4), 3)
    x = torch.randn(3, 2, 3)
    close(built(solution, up, down)[1](x).detach(), parallel_mlp(x, named(up, down)).float(), **LOOSE)


def test_the_bias_is_added_once_and_is_that_of_the_rank(solution: Any) -> None:
    up, down, _ = random_shards((3, 4, 2), 2)
    down = [(weight, torch.tensor([10.0 * rank, 100.0])) for rank, (weight, _) in enumerate(down)]
    x = torch.randn(2, 5, 3)
    y = built(solution, up, down)[1](x).detach()
    close(y, parallel_mlp(x, named(up, down)).float(), **LOOSE)
    close(y[1] - y[0], torch.tensor([[10.0, 0.0]] * 5), **LOOSE, what="the difference of two ranks")


def test_weights_can_be_loaded(solution: Any) -> None:
    up, down, _ = random_shards((3, 5, 4), 2)
    state, x = named(*random_shards((3, 5, 4), 2)[:2]), torch.randn(2, 4, 3)
    mlp = solution.build(solution.ParallelMLP, solution.Network(), up, down, calls=[("load_state_dict", state)])
    close(mlp(x).detach(), parallel_mlp(x, state).float(), **LOOSE)


@pytest.mark.parametrize("leading", [(), (1,), (3,), (2, 3), (2, 1, 3), (0,), (2, 2, 2)], ids=str)
def test_any_number_of_leading_dimensions(solution: Any, leading: tuple[int, ...]) -> None:
    up, down, _ = random_shards((2, 5, 3), 2)
    x, cotangent = torch.randn(2, *leading, 2, requires_grad=True), torch.randn(2, *leading, 3)
    network, mlp = built(solution, up, down)
    agree(solution.vjp(mlp, x, cotangents=cotangent), named(up, down), x, cotangent)
    sends(network, [(*leading, 3), (*leading, 2)])


def test_as_many_ranks_as_tokens_and_channels(solution: Any) -> None:
    """Sizes that are all alike: a bias along the wrong axis shows in no shape."""
    up, down, _ = random_shards((3, 3, 3), 3)
    down = [(weight, torch.randn(3)) for weight, _ in down]
    x, cotangent = torch.randn(3, 3, 3, requires_grad=True), torch.randn(3, 3, 3)
    agree(solution.vjp(built(solution, up, down)[1], x, cotangents=cotangent), named(up, down), x, cotangent)


def test_an_input_that_is_not_contiguous(solution: Any) -> None:
    up, down, _ = random_shards((3, 5, 4), 2)
    x = torch.randn(3, 4, 2).permute(2, 1, 0)
    close(built(solution, up, down)[1](x).detach(), parallel_mlp(x, named(up, down)).float(), **LOOSE)


def test_gelu_is_the_exact_one(solution: Any) -> None:
    """Through weights that are one: erf, no tanh."""
    one = [(torch.ones(1, 1, dtype=torch.float64), None)]
    x = torch.linspace(-6, 6, 49, dtype=torch.float64)[None, :, None]
    expected = x * torch.special.ndtr(x)
    close(built(solution, one, one)[1](x).detach(), expected, rtol=1e-10, atol=1e-12)


def test_large_activations_stay_finite(solution: Any) -> None:
    up, down, _ = random_shards((3, 4, 2), 2)
    x = torch.randn(2, 3, 3) * 1e4
    x.requires_grad_()
    found = solution.vjp(built(solution, up, down)[1], x)
    close(found.output.detach(), parallel_mlp(x, named(up, down)).float(), rtol=1e-4, atol=1e-2)
    close(found.inputs[0], pulled_back(x, named(up, down), torch.ones(2, 3, 2))[0].float(), **LOOSE)


# Communication


@pytest.mark.parametrize("ranks", [1, 2, 4])
def test_one_all_reduce_of_the_output_forward(solution: Any, ranks: int) -> None:
    up, down, _ = random_shards((3, 6, 5), ranks)
    network, mlp = built(solution, up, down)
    for calls in (1, 2):
        mlp(torch.randn(ranks, 2, 4, 3))
        sends(network, [(2, 4, 5)] * calls)


@pytest.mark.parametrize("ranks", [1, 2, 4])
def test_one_all_reduce_of_the_gradient_of_x_backward(solution: Any, ranks: int) -> None:
    up, down, _ = random_shards((3, 6, 5), ranks)
    network, mlp = built(solution, up, down)
    solution.vjp(mlp, torch.randn(ranks, 2, 4, 3, requires_grad=True))
    sends(network, [(2, 4, 5), (2, 4, 3)])


def test_an_input_without_a_gradient_costs_no_second_all_reduce(solution: Any) -> None:
    """As behind a frozen embedding."""
    up, down, _ = random_shards((3, 6, 5), 2)
    network, mlp = built(solution, up, down)
    x = torch.randn(2, 4, 3)
    found = solution.vjp(mlp, x, cotangents=torch.ones(2, 4, 5)).parameters
    sends(network, [(4, 5)])
    for name, expected in pulled_back(x, named(up, down), torch.ones(2, 4, 5))[1].items():
        assert found.get(name) is not None, f"no gradient reaches {name}"
        close(found[name], expected.float(), **LOOSE, what=f"the gradient of {name}")


def test_two_mlps_on_two_networks(solution: Any) -> None:
    up, down, _ = random_shards((3, 4, 3), 2)
    (one, mlp), (other, _) = built(solution, up, down), built(solution, up, down)
    mlp(torch.randn(2, 4, 3))
    sends(one, [(4, 3)])
    sends(other, [])


# Gradients


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize(("sizes", "ranks"), [((3, 5, 4), 2), ((4, 4, 4), 4), ((2, 7, 3), 3), ((3, 2, 1), 1)], ids=str)
def test_gradients_rank_by_rank(solution: Any, sizes: tuple[int, int, int], ranks: int, dtype: torch.dtype) -> None:
    up, down, _ = random_shards(sizes, ranks, dtype=dtype)
    x = torch.randn(ranks, 3, sizes[0], dtype=dtype, requires_grad=True)
    cotangent = torch.randn(ranks, 3, sizes[2], dtype=dtype)
    found = solution.vjp(built(solution, up, down)[1], x, cotangents=cotangent)
    agree(found, named(up, down), x, cotangent, 1e-4 if dtype == torch.float32 else 1e-9)


@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_gradients_are_those_of_the_whole_mlp(solution: Any, ranks: int) -> None:
    """With the same input and the same loss at every rank, as in training."""
    up, down, layers = random_shards((3, 7, 4), ranks, dtype=torch.float64)
    x, cotangent = torch.randn(5, 3, dtype=torch.float64), torch.randn(5, 4, dtype=torch.float64)
    copies = torch.stack([x] * ranks).requires_grad_()
    found = solution.vjp(built(solution, up, down)[1], copies, cotangents=torch.stack([cotangent] * ranks))
    whole = [x.requires_grad_(), *(t.requires_grad_() for t in layers if t is not None)]
    of_x, w1, b1, w2, b2 = torch.autograd.grad(dense_mlp(x, layers), whole, cotangent)
    equal(set(found.parameters), set(named(up, down)), "the names of the parameters")
    for rank in range(ranks):
        assert found.inputs[0] is not None, "no gradient reaches x"
        close(found.inputs[0][rank], of_x, what="the gradient of a copy of x")
        close(found.parameters[f"down_bias.{rank}"], b2, what="the gradient of a copy of the second bias")
    for name, expected, axis in (("up_weight", w1, 0), ("up_bias", b1, 0), ("down_weight", w2, 1)):
        parts = [found.parameters[f"{name}.{rank}"] for rank in range(ranks)]
        assert all(part is not None for part in parts), f"no gradient reaches {name}"
        close(torch.cat(parts, axis), expected, what=f"the gradient of {name}")


def test_the_gradient_of_x_is_the_slope_of_the_output(solution: Any) -> None:
    """Against central differences of what rank 0 gets, for copies that move together."""
    up, down, _ = random_shards((3, 5, 4), 2, dtype=torch.float64)
    _, mlp = built(solution, up, down)
    x, step, cotangent = (torch.randn(4, size, dtype=torch.float64) for size in (3, 3, 4))
    ends = [mlp(torch.stack([x + sign * 1e-6 * step] * 2)).detach()[0] for sign in (1, -1)]
    slope = ((ends[0] - ends[1]) * cotangent).sum() / 2e-6
    copies = torch.stack([x] * 2).requires_grad_()
    found = solution.vjp(mlp, copies, cotangents=torch.stack([cotangent] * 2))
    assert found.inputs[0] is not None, "no gradient reaches x"
    for rank in range(2):
        close((found.inputs[0][rank] * step).sum(), slope, rtol=1e-6, atol=1e-6, what="the slope along a direction")


def test_training_and_eval_mode_are_alike(solution: Any) -> None:
    up, down, _ = random_shards((3, 5, 4), 2)
    x = torch.randn(2, 4, 3)
    for mode in ("eval", "train"):
        mlp = solution.build(solution.ParallelMLP, solution.Network(), up, down, calls=[(mode,)])
        close(mlp(x).detach(), parallel_mlp(x, named(up, down)).float(), **LOOSE, what=f"the result after {mode}()")


@pytest.mark.parametrize("mode", ["eval", "train"])
def test_gradients_do_not_depend_on_the_mode(solution: Any, mode: str) -> None:
    up, down, _ = random_shards((3, 5, 4), 2)
    x, cotangent = torch.randn(2, 3, 3, requires_grad=True), torch.randn(2, 3, 4)
    mlp = solution.build(solution.ParallelMLP, solution.Network(), up, down, calls=[(mode,)])
    agree(solution.vjp(mlp, x, cotangents=cotangent), named(up, down), x, cotangent)


@drawn
@given(case=cases())
def test_any_mlp_agrees_with_its_ranks(solution: Any, case: tuple[list[Shard], list[Shard], Tensor, Tensor]) -> None:
    up, down, x, cotangent = case
    network, mlp = built(solution, up, down)
    agree(solution.vjp(mlp, x.requires_grad_(), cotangents=cotangent), named(up, down), x, cotangent, 1e-3)
    sends(network, [tuple(cotangent.shape[1:]), tuple(x.shape[1:])])


def test_a_large_mlp_on_eight_ranks(solution: Any) -> None:
    up, down, layers = random_shards((512, 2048, 512), 8)
    network, mlp = built(solution, up, down)
    x = torch.randn(64, 512) / 20
    found = solution.vjp(mlp, torch.stack([x] * 8).requires_grad_())
    close(found.output.detach()[3], dense_mlp(x, layers).float(), rtol=1e-3, atol=1e-2)
    x.requires_grad_()
    (of_x,) = torch.autograd.grad(dense_mlp(x, layers).sum(), x)
    assert found.inputs[0] is not None, "no gradient reaches x"
    close(found.inputs[0][3], of_x, rtol=1e-3, atol=1e-2, what="the gradient of a copy of x")
    sends(network, [(64, 512)] * 2)
