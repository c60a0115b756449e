"""Each tile of keys gives an output and a log-sum-exp of its own; logaddexp joins them, as in flash decoding."""

import torch

TILE = 256


def flash_attention(q, k, v, causal=False):
    wide = torch.promote_types(q.dtype, torch.float32)
    places = torch.arange(q.shape[2]) + k.shape[2] - q.shape[2]
    tiles = [rows(*part, k, v, causal) for part in zip(q.to(wide).split(TILE, dim=2), places.split(TILE))]
    out, lse = (torch.cat(parts, dim=2).to(q.dtype) for parts in zip(*tiles))
    return out, lse


def rows(q, places, k, v, causal):
    out, lse = torch.zeros_like(q), q.new_full(q.shape[:3], -torch.inf)
    for start in range(0, k.shape[2], TILE):
        keys, values = (x[:, :, start : start + TILE].to(q.dtype) for x in (k, v))
        scores = torch.einsum("bhqd,bhkd->bhqk", q / q.shape[-1] ** 0.5, keys)
        if causal:
            hidden = start + torch.arange(keys.shape[2]) > places[:, None]
            scores = scores.masked_fill(hidden, torch.finfo(q.dtype).min)
            part = scores.logsumexp(-1).masked_fill(hidden.all(-1), -torch.inf)
        else:
            part = scores.logsumexp(-1)
        joined = torch.logaddexp(lse, part)
        safe = joined.masked_fill(joined == -torch.inf, 0)
        out = out * (lse - safe).exp()[..., None] + (scores - safe[..., None]).exp() @ values
        lse = joined
    return out, lse
