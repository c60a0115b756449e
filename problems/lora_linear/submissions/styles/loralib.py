"""As in loralib: nested transposes, `+=` on the result and on the weight's data, a plain flag."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base
        self.r = rank
        self.lora_A = nn.Parameter(self.base.weight.new_zeros((rank, base.in_features)))
        self.lora_B = nn.Parameter(self.base.weight.new_zeros((base.out_features, rank)))
        self.scaling = alpha / self.r
        self.merged = False
        for param in self.base.parameters():
            param.requires_grad = False
        self.reset_parameters()

    def reset_parameters(self):
        nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))
        nn.init.zeros_(self.lora_B)

    def forward(self, x: torch.Tensor):
        result = F.linear(x, self.base.weight, bias=self.base.bias)
        if not self.merged:
            result += (x @ self.lora_A.transpose(0, 1) @ self.lora_B.transpose(0, 1)) * self.scaling
        return result

    def merge(self):
        if self.merged:
            return
        self.base.weight.data += (self.lora_B @ self.lora_A) * self.scaling
        self.merged = True

    def unmerge(self):
        if not self.merged:
            return
        self.base.weight.data -= (self.lora_B @ self.lora_A) * self.scaling
        self.merged = False


def make_lora(in_features: int, out_features: int, bias: bool, rank: int, alpha: float) -> LoRALinear:
    return LoRALinear(nn.Linear(in_features, out_features, bias=bias), rank, alpha)
