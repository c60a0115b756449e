"""Megatron's tensor parallelism, with all ranks in one process."""

import torch
from torch import nn

Shard = tuple[torch.Tensor, torch.Tensor | None]


class Network:
    """What joins the ranks, and keeps a log. Given: leave it as it is."""

    def __init__(self) -> None:
        self.log: list[tuple[int, ...]] = []

    def all_reduce(self, x: torch.Tensor) -> torch.Tensor:
        """Give every rank the sum of what the ranks hold, (R, ...) to (R, ...). Autograd does not see it."""
        self.log.append(tuple(x.shape[1:]))
        return x.detach().sum(0).expand_as(x).clone()


def column_parallel_shards(weight: torch.Tensor, bias: torch.Tensor | None, ranks: int) -> list[Shard]:
    """Split a linear layer by its outputs.

    Args:
        weight: (out, in).
        bias: (out,) or None.
        ranks: R; the first out % R ranks get one output more.

    Returns:
        For each rank its rows of the weight, and its part of the bias or None.
    """
    raise NotImplementedError


def row_parallel_shards(weight: torch.Tensor, bias: torch.Tensor | None, ranks: int) -> list[Shard]:
    """Split a linear layer by its inputs.

    Args:
        weight: (out, in).
        bias: (out,) or None.
        ranks: R; the first in % R ranks get one input more.

    Returns:
        For each rank its columns of the weight, and the whole bias or None.
    """
    raise NotImplementedError


def qkv_shards(weight: torch.Tensor, bias: torch.Tensor | None, heads: int, ranks: int) -> list[Shard]:
    """Split a fused projection by heads.

    Args:
        weight: (3 * heads * d, in), rows [q; k; v], each head by head.
        bias: (3 * heads * d,) or None.
        heads: the number of heads.
        ranks: R; the first heads % R ranks get one head more.

    Returns:
        For each rank the rows [q; k; v] of its heads, and their bias or None.
    """
    raise NotImplementedError


def copy_to_ranks(x: torch.Tensor, network: Network) -> torch.Tensor:
    """Megatron's f: the identity forward, an all-reduce of the gradient backward.

    Args:
        x: (R, ...), what each rank holds.
        network: what the gradients of the ranks go through.

    Returns:
        (R, ...).
    """
    raise NotImplementedError


def reduce_from_ranks(x: torch.Tensor, network: Network) -> torch.Tensor:
    """Megatron's g: an all-reduce forward, the identity backward.

    Args:
        x: (R, ...), what each rank holds.
        network: what the ranks send it through.

    Returns:
        (R, ...), the sum at every rank.
    """
    raise NotImplementedError


class ParallelMLP(nn.Module):
    """Linear, GELU, linear: the first split by its outputs, the second by its inputs."""

    def __init__(self, network: Network, up: list[Shard], down: list[Shard]) -> None:
        """Make parameters of the shards: up_weight.0, up_bias.0, down_weight.0, down_bias.0, up_weight.1, ...

        Args:
            network: what joins the ranks.
            up: the shards of the first layer, from column_parallel_shards.
            down: those of the second, from row_parallel_shards.
        """
        super().__init__()
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Apply both layers with one all-reduce.

        Args:
            x: (R, ..., D), what each rank holds.

        Returns:
            (R, ..., D_out).
        """
        raise NotImplementedError
