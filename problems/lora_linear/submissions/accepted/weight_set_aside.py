"""The scaled input goes through two linear functions; the frozen weight is set aside while another is in its place."""

import torch
import torch.nn.functional as F
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base
        for parameter in base.parameters():
            parameter.requires_grad = False
        self.lora_A = nn.Parameter(torch.randn(rank, base.in_features))
        self.lora_B = nn.Parameter(torch.zeros(base.out_features, rank))
        self.factor = alpha / rank
        self.original = None

    def forward(self, x):
        if self.original is not None:
            return self.base(x)
        return self.base(x) + F.linear(F.linear(x * self.factor, self.lora_A), self.lora_B)

    def merge(self):
        if self.original is None:
            self.original = self.base.weight.data
            update = torch.einsum("or,ri->oi", self.lora_B.data, self.lora_A.data)
            self.base.weight.data = torch.add(self.original, update, alpha=self.factor)

    def unmerge(self):
        if self.original is not None:
            self.base.weight.data = self.original
            self.original = None


def make_lora(in_features, out_features, bias, rank, alpha):
    return LoRALinear(nn.Linear(in_features, out_features, bias=bias), rank, alpha)
