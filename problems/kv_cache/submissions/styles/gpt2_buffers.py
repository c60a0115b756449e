"""As GPT-2 in the transformers library: a triangle in a buffer (not persistent), sliced for the new rows; padded caches."""

import torch
import torch.nn.functional as F
from torch import nn

MAX_POSITIONS = 2048


class CachedAttention(nn.Module):
    def __init__(self, embed_dim, num_heads):
        super().__init__()
        self.register_buffer(
            "bias",
            torch.tril(torch.ones((MAX_POSITIONS, MAX_POSITIONS), dtype=torch.bool)).view(
                1, 1, MAX_POSITIONS, MAX_POSITIONS
            ),
            persistent=False,
        )
        self.embed_dim = embed_dim
        self.num_heads = num_heads
        self.head_dim = embed_dim // num_heads
        self.qkv_proj = nn.Linear(embed_dim, 3 * embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def _split_heads(self, tensor):
        return tensor.view(*tensor.shape[:-1], self.num_heads, self.head_dim).permute(0, 2, 1, 3)

    def _merge_heads(self, tensor):
        tensor = tensor.permute(0, 2, 1, 3).contiguous()
        return tensor.view(*tensor.shape[:-2], self.embed_dim)

    def _update(self, past, new):
        whole = F.pad(past, (0, 0, 0, new.size(-2)))
        whole[:, :, past.size(-2) :] = new
        return whole

    def forward(self, x, cache=None):
        query, key, value = map(self._split_heads, self.qkv_proj(x).split(self.embed_dim, dim=2))
        if cache is not None:
            past_key, past_value = cache
            key = self._update(past_key, key)
            value = self._update(past_value, value)

        attn_weights = torch.matmul(query, key.transpose(-1, -2)) / self.head_dim**0.5
        query_length, key_length = query.size(-2), key.size(-2)
        causal_mask = self.bias[:, :, key_length - query_length : key_length, :key_length]
        mask_value = torch.full([], torch.finfo(attn_weights.dtype).min, dtype=attn_weights.dtype)
        attn_weights = torch.where(causal_mask, attn_weights, mask_value)
        attn_weights = F.softmax(attn_weights, dim=-1)
        attn_output = self._merge_heads(torch.matmul(attn_weights, value))
        return self.out_proj(attn_output), (key, value)
