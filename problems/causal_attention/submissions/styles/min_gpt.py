"""As in minGPT: a triangle of ones registered as a buffer (not persistent) in __init__, views and transposes."""

import math

import torch
import torch.nn.functional as F
from torch import nn

BLOCK_SIZE = 1024


class CausalSelfAttention(nn.Module):
    def __init__(self, embed_dim, num_heads):
        super().__init__()
        if embed_dim % num_heads != 0:
            raise ValueError("embed_dim must be a multiple of num_heads")
        self.qkv_proj = nn.Linear(embed_dim, 3 * embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)
        triangle = torch.tril(torch.ones(BLOCK_SIZE, BLOCK_SIZE)).view(1, 1, BLOCK_SIZE, BLOCK_SIZE)
        self.register_buffer("bias", triangle, persistent=False)
        self.n_head = num_heads
        self.n_embd = embed_dim

    def forward(self, x, padding_mask=None):
        B, T, C = x.size()
        q, k, v = self.qkv_proj(x).split(self.n_embd, dim=2)
        q = q.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        k = k.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        v = v.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)

        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        hidden = self.bias[:, :, :T, :T] == 0
        if padding_mask is not None:
            hidden = hidden | ~padding_mask.view(B, 1, 1, T)
        blind = hidden.all(dim=-1, keepdim=True)
        att = att.masked_fill(hidden & ~blind, float("-inf"))
        att = F.softmax(att, dim=-1).masked_fill(blind, 0.0)
        y = att @ v
        y = y.transpose(1, 2).contiguous().view(B, T, C)
        return self.out_proj(y)
