"""One clip for both."""

import torch


def masked_whiten(x, mask, eps=1e-8):
    kept = x[mask.bool()]
    centred = kept - kept.mean()
    whitened = torch.zeros_like(x)
    whitened[mask.bool()] = centred / (centred.square().mean() + eps).sqrt()
    return whitened


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
    kept = mask.bool()
    constants = (old_log_probs, ref_log_probs, advantages, old_values, returns)
    old, reference, advantages, old_values, returns = (x.detach()[kept] for x in constants)
    log_probs, values = log_probs[kept], values[kept]
    count = max(len(log_probs), 1)

    ratio = (log_probs - old).exp()
    surrogate = torch.minimum(ratio * advantages, ratio.clamp(1 - clip, 1 + clip) * advantages)
    policy = -surrogate.sum() / count

    near = old_values + (values - old_values).clamp(-clip, clip)
    value = 0.5 * torch.maximum((values - returns) ** 2, (near - returns) ** 2).sum() / count

    r = reference - log_probs
    kl = (r.exp() - r - 1).sum() / count

    clip_fraction = ((ratio - 1).abs() > clip).to(ratio.dtype).sum() / count
    loss = policy + value_coef * value + kl_coef * kl
    diagnostics = {"policy": policy, "value": value, "kl": kl, "clip_fraction": clip_fraction}
    return loss, {name: number.detach() for name, number in diagnostics.items()}
