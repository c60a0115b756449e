"""Answer by answer: sums grow row after row, mean and variance by Chan's one-pass formula, the clip by torch.where."""

import math

import torch


def moments(rows, masks):
    count, mean, spread = 0, 0.0, 0.0
    for row, mask in zip(rows, masks):
        kept = row[mask].double()
        n = kept.numel()
        if n == 0:
            continue
        m = kept.mean().item()
        delta = m - mean
        spread += ((kept - m) ** 2).sum().item() + delta**2 * count * n / (count + n)
        count += n
        mean += delta * n / count
    return mean, spread / max(count, 1)


def masked_whiten(x, mask, eps=1e-8):
    x, mask = x.detach(), mask.bool()
    mean, variance = moments(x, mask)
    whitened = (x.double() - mean) / math.sqrt(variance + eps)
    return torch.where(mask, whitened, 0.0).to(x.dtype)


def ppo_loss(
    log_probs,
    old_log_probs,
    ref_log_probs,
    advantages,
    values,
    old_values,
    returns,
    mask,
    clip=0.2,
    value_clip=0.2,
    value_coef=0.5,
    kl_coef=0.1,
    *,
    whiten=True,
):
    if whiten:
        advantages = masked_whiten(advantages, mask)
    policy = value = kl = clipped = log_probs.new_zeros(())
    tokens = 0
    constants = (x.detach() for x in (old_log_probs, ref_log_probs, advantages, old_values, returns))
    for kept, now, v, *rest in zip(mask.bool(), log_probs.unbind(), values.unbind(), *constants):
        now, v = now[kept], v[kept]
        old, ref, advantage, old_v, target = (x[kept] for x in rest)
        tokens += len(now)

        ratio = torch.exp(now - old)
        bound = torch.where(advantage > 0, (1 + clip) * advantage, (1 - clip) * advantage)
        policy = policy - torch.min(ratio * advantage, bound).sum()

        step = v - old_v
        near = torch.where(step.abs() <= value_clip, v, old_v + value_clip * step.sign().detach())
        value = value + 0.5 * torch.max((v - target) ** 2, (near - target) ** 2).sum()

        r = ref - now
        kl = kl + (torch.exp(r) - 1 - r).sum()
        clipped = clipped + (ratio.gt(1 + clip) | ratio.lt(1 - clip)).sum()

    policy, value, kl, clipped = (x / max(tokens, 1) for x in (policy, value, kl, clipped))
    loss = policy + value_coef * value + kl_coef * kl
    return loss, {
        "policy": policy.detach(),
        "value": value.detach(),
        "kl": kl.detach(),
        "clip_fraction": clipped.detach(),
    }
