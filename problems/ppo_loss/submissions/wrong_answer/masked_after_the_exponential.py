"""where hides the NaN of the padding in the loss, and leaves it in the gradient."""

import torch


def masked_whiten(x, mask, eps=1e-8):
    mask = mask != 0
    count = mask.sum().clamp(min=1)
    mean = x.where(mask, 0).sum() / count
    centred = (x - mean).where(mask, 0)
    return centred * torch.rsqrt((centred * centred).sum() / count + eps)


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
    dropped = mask == 0
    tokens = (~dropped).sum().clamp(min=1)
    with torch.no_grad():
        target = returns.masked_fill(dropped, 0)
        advantage = masked_whiten(advantages, mask) if whiten else advantages.masked_fill(dropped, 0)
        old_value = old_values.masked_fill(dropped, 0)
        old = old_log_probs.masked_fill(dropped, 0)
        reference = ref_log_probs.masked_fill(dropped, 0)
    log_prob = log_probs
    value = values.masked_fill(dropped, 0)

    ratio = torch.where(dropped, 1, torch.exp(log_prob - old))
    bounded = torch.clip(ratio, 1 - clip, 1 + clip)
    policy_loss = torch.max(-advantage * ratio, -advantage * bounded).sum() / tokens

    lowest, highest = old_value - value_clip, old_value + value_clip
    errors = torch.stack([value, value.clamp(lowest, highest)]) - target
    value_loss = errors.square().amax(0).sum() / (2 * tokens)

    behind = reference - log_prob
    kl = (torch.expm1(behind) - behind).where(~dropped, 0).sum() / tokens

    loss = policy_loss + value_coef * value_loss + kl_coef * kl
    with torch.no_grad():
        outside = (ratio < 1 - clip) | (ratio > 1 + clip)
        clip_fraction = outside.sum().to(ratio.dtype) / tokens
    return loss, {
        "policy": policy_loss.detach(),
        "value": value_loss.detach(),
        "kl": kl.detach(),
        "clip_fraction": clip_fraction,
    }
