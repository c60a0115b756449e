"""f is a hook on the gradient, g a sum with a gradient straight through; places come from divmod."""

import math

import torch
from torch import nn


class Network:
    def __init__(self):
        self.log = []

    def all_reduce(self, x):
        self.log.append(tuple(x.shape[1:]))
        return x.detach().sum(0).expand_as(x).clone()


def places(total, ranks):
    size, rest = divmod(total, ranks)
    start = 0
    for rank in range(ranks):
        end = start + size + (rank < rest)
        yield slice(start, end)
        start = end


def column_parallel_shards(weight, bias, ranks):
    return [(weight[place], bias if bias is None else bias[place]) for place in places(len(weight), ranks)]


def row_parallel_shards(weight, bias, ranks):
    return [(weight[:, place], bias) for place in places(weight.shape[1], ranks)]


def qkv_shards(weight, bias, heads, ranks):
    def of_heads(tensor, place):
        by_head = tensor.unflatten(0, (3, heads, -1))
        return by_head[:, place].flatten(0, 2)

    return [(of_heads(weight, p), bias if bias is None else of_heads(bias, p)) for p in places(heads, ranks)]


def copy_to_ranks(x, network):
    held = x.view_as(x)
    if held.requires_grad:
        held.register_hook(network.all_reduce)
    return held


def reduce_from_ranks(x, network):
    return network.all_reduce(x) + (x - x.detach())


class ParallelMLP(nn.Module):
    def __init__(self, network, up, down):
        super().__init__()
        self.network = network
        for name, shards in (("up", up), ("down", down)):
            weights, biases = zip(*shards)
            setattr(self, f"{name}_weight", nn.ParameterList(weight.clone() for weight in weights))
            kept = [] if biases[0] is None else [bias.clone() for bias in biases]
            setattr(self, f"{name}_bias", nn.ParameterList(kept))

    def forward(self, x):
        held = copy_to_ranks(x, self.network)
        sent = []
        for rank, (up, down) in enumerate(zip(self.up_weight, self.down_weight)):
            hidden = held[rank] @ up.T
            if len(self.up_bias):
                hidden = hidden + self.up_bias[rank]
            sent.append(0.5 * hidden * (1 + torch.erf(hidden / math.sqrt(2))) @ down.T)
        y = reduce_from_ranks(torch.stack(sent), self.network)
        if not len(self.down_bias):
            return y
        bias = torch.stack(tuple(self.down_bias))
        return y + bias.view(len(bias), *[1] * (y.dim() - 2), -1)
