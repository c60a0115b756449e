"""A loop over the heads, each with its slice of the features; an additive mask in a buffer (not persistent)."""

import math

import torch
import torch.nn.functional as F
from torch import nn

MAX_LENGTH = 512


class PrefixAttention(nn.Module):
    def __init__(self, embed_dim, num_heads, prefix_length):
        super().__init__()
        self.num_heads = num_heads
        self.head_dim = embed_dim // num_heads
        self.prefix_length = prefix_length
        self.q_proj = nn.Linear(embed_dim, embed_dim)
        self.k_proj = nn.Linear(embed_dim, embed_dim)
        self.v_proj = nn.Linear(embed_dim, embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)
        for param in self.parameters():
            param.requires_grad = False
        self.prefix_keys = nn.Parameter(torch.randn(num_heads, prefix_length, self.head_dim) * 0.02)
        self.prefix_values = nn.Parameter(torch.randn(num_heads, prefix_length, self.head_dim) * 0.02)
        future = torch.triu(torch.full((MAX_LENGTH, MAX_LENGTH), float("-inf")), diagonal=1)
        self.register_buffer("future", F.pad(future, (prefix_length, 0)), persistent=False)

    def forward(self, x, padding_mask=None):
        batch_size, seq_len, _ = x.shape
        q, k, v = self.q_proj(x), self.k_proj(x), self.v_proj(x)
        bias = self.future[:seq_len, : self.prefix_length + seq_len].unsqueeze(0)
        if padding_mask is not None:
            padding = x.new_zeros(batch_size, self.prefix_length + seq_len)
            padding[:, self.prefix_length :][~padding_mask] = float("-inf")
            bias = bias + padding.unsqueeze(1)
        sees_nothing = torch.isinf(bias).all(dim=-1, keepdim=True)
        bias = torch.where(sees_nothing, 0.0, bias)

        outputs = []
        for h in range(self.num_heads):
            features = slice(h * self.head_dim, (h + 1) * self.head_dim)
            keys = torch.cat([self.prefix_keys[h].repeat(batch_size, 1, 1), k[:, :, features]], dim=1)
            values = torch.cat([self.prefix_values[h].repeat(batch_size, 1, 1), v[:, :, features]], dim=1)
            scores = torch.bmm(q[:, :, features], keys.transpose(1, 2)) / math.sqrt(self.head_dim)
            weights = torch.softmax(scores + bias, dim=-1)
            outputs.append(torch.where(sees_nothing, 0.0, torch.bmm(weights, values)))
        return self.out_proj(torch.cat(outputs, dim=-1))
