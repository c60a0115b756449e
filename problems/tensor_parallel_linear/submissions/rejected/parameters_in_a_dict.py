"""The parameters have other names."""

import torch
import torch.nn.functional as F
from torch import nn


class Network:
    def __init__(self):
        self.log = []

    def all_reduce(self, x):
        self.log.append(tuple(x.shape[1:]))
        return x.detach().sum(0).expand_as(x).clone()


def parts(bias, ranks):
    return [None] * ranks if bias is None else bias.tensor_split(ranks)


def column_parallel_shards(weight, bias, ranks):
    return list(zip(weight.tensor_split(ranks), parts(bias, ranks)))


def row_parallel_shards(weight, bias, ranks):
    return [(part, bias) for part in weight.tensor_split(ranks, dim=1)]


def qkv_shards(weight, bias, heads, ranks):
    rows = torch.arange(weight.shape[0]).view(3, heads, -1)
    kept = [part.flatten() for part in rows.tensor_split(ranks, dim=1)]
    return [(weight[index], None if bias is None else bias[index]) for index in kept]


class Copy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, network):
        ctx.network = network
        return x.view_as(x)

    @staticmethod
    def backward(ctx, gradient):
        return ctx.network.all_reduce(gradient), None


class Reduce(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, network):
        return network.all_reduce(x)

    @staticmethod
    def backward(ctx, gradient):
        return gradient, None


def copy_to_ranks(x, network):
    return Copy.apply(x, network)


def reduce_from_ranks(x, network):
    return Reduce.apply(x, network)


def parameters(tensors):
    return nn.ParameterList([nn.Parameter(t.clone()) for t in tensors if t is not None])


class ParallelMLP(nn.Module):
    def __init__(self, network, up, down):
        super().__init__()
        self.network = network
        self.ranks = len(up)
        self.first_weight = parameters(weight for weight, _ in up)
        self.up_bias = parameters(bias for _, bias in up)
        self.down_weight = parameters(weight for weight, _ in down)
        self.down_bias = parameters(bias for _, bias in down)

    def partial(self, x, rank):
        hidden = F.linear(x, self.first_weight[rank], self.up_bias[rank] if self.up_bias else None)
        return F.linear(F.gelu(hidden), self.down_weight[rank])

    def forward(self, x):
        x = copy_to_ranks(x, self.network)
        sent = torch.stack([self.partial(x[rank], rank) for rank in range(self.ranks)])
        y = reduce_from_ranks(sent, self.network)
        if self.down_bias:
            y = torch.stack([y[rank] + self.down_bias[rank] for rank in range(self.ranks)])
        return y
