"""Scores far below zero vanish."""

import torch

TILE = 512


def flash_attention(q, k, v, causal=False):
    wide = torch.promote_types(q.dtype, torch.float32)
    outs, lses = [], []
    for tile in torch.arange(q.shape[2]).split(TILE):
        out, lse = attend(q[:, :, tile].to(wide), k, v, tile + k.shape[2] - q.shape[2] if causal else None)
        outs.append(out)
        lses.append(lse)
    return torch.cat(outs, dim=2).to(q.dtype), torch.cat(lses, dim=2).to(q.dtype)


def attend(q, k, v, last):
    """The output of a tile of queries; query i sees the keys up to last[i]."""
    m = q.new_zeros((*q.shape[:3], 1))
    l = torch.zeros_like(m)
    o = torch.zeros_like(q)
    for tile in torch.arange(k.shape[2]).split(TILE):
        s = q @ k[:, :, tile].to(q.dtype).mT * q.shape[-1] ** -0.5
        if last is not None:
            s = s.masked_fill(tile > last[:, None], -torch.inf)
        new_m = torch.maximum(m, s.detach().amax(-1, keepdim=True))
        p, shrink = (s - new_m).exp(), (m - new_m).exp()
        l = l * shrink + p.sum(-1, keepdim=True)
        o = o * shrink + p @ v[:, :, tile].to(q.dtype)
        m = new_m
    return o / l.masked_fill(l == 0, 1), (m + l.log())[..., 0]
