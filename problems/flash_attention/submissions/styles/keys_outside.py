"""FlashAttention-1: tiles of keys outside, tiles of queries inside, and an output that is normalised at every step."""

import math

import torch

BLOCK = 128


def flash_attention(q, k, v, causal=False):
    dtype = q.dtype
    work = torch.float64 if dtype == torch.float64 else torch.float32
    Lq, Lk = q.shape[-2], k.shape[-2]
    scale = 1 / math.sqrt(q.shape[-1])

    Q = [tile * scale for tile in q.to(work).split(BLOCK, dim=2)]
    O = [torch.zeros_like(tile) for tile in Q]
    l = [tile.new_zeros(*tile.shape[:3], 1) for tile in Q]
    m = [tile.new_full((*tile.shape[:3], 1), -math.inf) for tile in Q]

    for j, (Kj, Vj) in enumerate(zip(k.to(work).split(BLOCK, dim=2), v.to(work).split(BLOCK, dim=2))):
        for i, Qi in enumerate(Q):
            rows, cols = Qi.shape[2], Kj.shape[2]
            diagonal = i * BLOCK + Lk - Lq - j * BLOCK  # row 0 of this tile sees its columns up to here
            if causal and diagonal + rows - 1 < 0:
                continue
            S = torch.matmul(Qi, Kj.transpose(2, 3))
            if causal and diagonal < cols - 1:
                S = torch.where(torch.ones(rows, cols, dtype=torch.bool).tril(diagonal), S, -math.inf)

            m_new = torch.maximum(m[i], S.detach().amax(dim=-1, keepdim=True))
            shift = torch.where(m_new == -math.inf, 0.0, m_new)
            P = torch.exp(S - shift)
            old = torch.exp(m[i] - shift) * l[i]
            l_new = old + P.sum(dim=-1, keepdim=True)
            O[i] = (old * O[i] + P @ Vj) / torch.where(l_new == 0, 1.0, l_new)
            l[i], m[i] = l_new, m_new

    lse = [torch.where(li == 0, -math.inf, mi + torch.log(li)) for mi, li in zip(m, l)]
    return torch.cat(O, dim=2).to(dtype), torch.cat(lse, dim=2).squeeze(-1).to(dtype)
