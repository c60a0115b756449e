"""One addmm for the update, out of place in forward and in place to merge; scale and state are buffers (not persistent)."""

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base
        self.base.weight.requires_grad_(False)
        if self.base.bias is not None:
            self.base.bias.requires_grad_(False)
        self.lora_A = nn.Parameter(base.weight.new_empty(rank, base.in_features))
        self.lora_B = nn.Parameter(base.weight.new_zeros(base.out_features, rank))
        nn.init.normal_(self.lora_A, std=1 / rank)
        self.register_buffer("scaling", torch.tensor(alpha / rank, dtype=torch.float64), persistent=False)
        self.register_buffer("merged", torch.tensor(False), persistent=False)

    def forward(self, x):
        result = self.base(x)
        if self.merged:
            return result
        rows = x.reshape(-1, x.shape[-1])
        down = rows.mm(self.lora_A.t())
        flat = result.reshape(-1, result.shape[-1])
        return torch.addmm(flat, down, self.lora_B.t(), alpha=self.scaling.item()).view_as(result)

    def merge(self):
        if not self.merged:
            self.base.weight.data.addmm_(self.lora_B.data, self.lora_A.data, alpha=self.scaling.item())
            self.merged.fill_(True)

    def unmerge(self):
        if self.merged:
            self.base.weight.data.addmm_(self.lora_B.data, self.lora_A.data, alpha=-self.scaling.item())
            self.merged.fill_(False)


def make_lora(in_features, out_features, bias, rank, alpha):
    return LoRALinear(nn.Linear(in_features, out_features, bias=bias), rank, alpha)
