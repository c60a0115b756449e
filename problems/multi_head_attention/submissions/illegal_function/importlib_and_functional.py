"""Imports torch.nn.functional by a string and calls multi_head_attention_forward."""

import importlib

from torch import Tensor, nn


class MultiHeadAttention(nn.Module):
    """Its own parameters, torch's function."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if embed_dim % num_heads:
            raise ValueError("embed_dim must be divisible by num_heads")
        self.num_heads, self.dropout = num_heads, dropout
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(embed_dim, embed_dim, bias) for _ in range(4))

    def forward(
        self, query: Tensor, key: Tensor | None = None, value: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        key = query if key is None else key
        value = key if value is None else value
        if mask is not None:
            mask = ~mask.expand(query.shape[0], self.num_heads, query.shape[1], key.shape[1]).flatten(0, 1)
        functional = importlib.import_module(".".join(("torch", "nn", "functional")))
        projections = (self.q_proj, self.k_proj, self.v_proj)
        biases = [projection.bias for projection in projections]
        out, _ = functional.multi_head_attention_forward(
            *(tokens.transpose(0, 1) for tokens in (query, key, value)),
            query.shape[-1],
            self.num_heads,
            None,
            None if biases[0] is None else nn.functional.torch.cat(biases),
            None,
            None,
            False,
            self.dropout,
            self.out_proj.weight,
            self.out_proj.bias,
            training=self.training,
            need_weights=False,
            attn_mask=mask,
            use_separate_proj_weight=True,
            q_proj_weight=self.q_proj.weight,
            k_proj_weight=self.k_proj.weight,
            v_proj_weight=self.v_proj.weight,
        )
        return out.transpose(0, 1)
