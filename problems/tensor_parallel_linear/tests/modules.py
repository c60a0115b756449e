"""How the tests make an MLP of the solution's, and what it must then hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from reference import Shard, column_shards, random_layers, row_shards
from torch import Tensor

from sandbox.checks import equal


def built(solution: Any, up: Sequence[Shard], down: Sequence[Shard]) -> tuple[Any, Any]:
    """A network, and an MLP on it."""
    network = solution.Network()
    return network, solution.ParallelMLP(network, list(up), list(down))


def random_shards(
    sizes: tuple[int, int, int],
    ranks: int,
    *,
    up_bias: bool = True,
    down_bias: bool = True,
    dtype: torch.dtype = torch.float32,
) -> tuple[list[Shard], list[Shard], list[Tensor | None]]:
    """Shards of both layers, and the layers."""
    layers = random_layers(sizes, up_bias=up_bias, down_bias=down_bias, dtype=dtype)
    w1, b1, w2, b2 = layers
    assert w1 is not None
    assert w2 is not None
    return column_shards(w1, b1, ranks), row_shards(w2, b2, ranks), layers


def sends(network: Any, expected: Sequence[tuple[int, ...]]) -> None:
    """The log of the network: the shape of what a rank sends, one for each all-reduce."""
    log = network.log
    assert type(log) is list, "network.log is not the list that the stub makes"
    equal(len(log), len(expected), "the number of all-reduces")
    equal(log, list(expected), "the shapes of what a rank sends")
