"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import torch
from modules import built, sends

from sandbox.checks import close, equal

UP, UP_BIAS = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]]), torch.tensor([0.0, 1.0, 0.0])
DOWN, DOWN_BIAS = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]]), torch.tensor([1.0, -1.0])
UP_SHARDS = [(UP[:2], UP_BIAS[:2]), (UP[2:], UP_BIAS[2:])]
DOWN_SHARDS = [(DOWN[:, :2], DOWN_BIAS), (DOWN[:, 2:], DOWN_BIAS)]


def test_three_hidden_units_on_two_ranks(solution: Any) -> None:
    equal(solution.column_parallel_shards(UP, UP_BIAS, 2), UP_SHARDS)
    equal(solution.row_parallel_shards(DOWN, DOWN_BIAS, 2), DOWN_SHARDS)


def test_the_second_of_three_heads_goes_to_the_first_rank(solution: Any) -> None:
    weight = torch.arange(9.0)[:, None]
    first, second = torch.tensor([0.0, 1, 3, 4, 6, 7])[:, None], torch.tensor([2.0, 5, 8])[:, None]
    equal(solution.qkv_shards(weight, None, 3, 2), [(first, None), (second, None)])


def test_f_and_g_of_two_ranks(solution: Any) -> None:
    x, cotangent = torch.tensor([[3.0], [4.0]], requires_grad=True), torch.tensor([[1.0], [10.0]])
    for name, output, gradient in (
        ("copy_to_ranks", torch.tensor([[3.0], [4.0]]), torch.tensor([[11.0], [11.0]])),
        ("reduce_from_ranks", torch.tensor([[7.0], [7.0]]), torch.tensor([[1.0], [10.0]])),
    ):
        network = solution.Network()
        function = {"copy_to_ranks": solution.copy_to_ranks, "reduce_from_ranks": solution.reduce_from_ranks}[name]
        found = solution.vjp(function, x, network, cotangents=cotangent)
        close(found.output.detach(), output, what=f"{name}: the result")
        assert found.inputs[0] is not None, f"{name}: no gradient reaches x"
        close(found.inputs[0], gradient, what=f"{name}: the gradient")
        sends(network, [(1,)])


def test_the_mlp_needs_one_all_reduce_forward_and_one_backward(solution: Any) -> None:
    network, mlp = built(solution, UP_SHARDS, DOWN_SHARDS)
    x = torch.tensor([[1.0, 2.0], [1.0, 2.0]], requires_grad=True)
    close(mlp(x).detach(), torch.tensor([[1.52403426, 1.83729458]] * 2), rtol=1e-4)
    sends(network, [(2,)])
    found = solution.vjp(mlp, x, cotangents=torch.ones(2, 2))
    assert found.inputs[0] is not None, "no gradient reaches x"
    close(found.inputs[0], torch.tensor([[0.83336896, 1.26189208]] * 2), rtol=1e-4, what="the gradient of x")
    sends(network, [(2,)] * 3)
