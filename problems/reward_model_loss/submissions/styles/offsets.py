"""The last token where the running count of tokens is largest; pairs by a loop over how far their answers are apart."""

import torch
import torch.nn.functional as F


def last_token_rewards(hidden, attention_mask, weight):
    last = attention_mask.cumsum(dim=1).argmax(dim=1)
    chosen = torch.take_along_dim(hidden, last[:, None, None], dim=1).squeeze(1)
    return torch.einsum("bd,d->b", chosen, weight)


def reward_model_loss(chosen, rejected, margin=None):
    ahead = chosen - rejected
    accuracy = torch.heaviside(ahead.detach(), ahead.new_tensor(0.5)).mean()
    logits = ahead if margin is None else ahead - margin.detach()
    return F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits)), accuracy


def ranked_loss(rewards, ranks):
    sums = rewards.sum(dim=1) * 0
    pairs = torch.zeros_like(sums)
    for offset in range(1, rewards.shape[1]):
        left, right = ranks[:, :-offset], ranks[:, offset:]
        order = (left < right).to(rewards.dtype) - (left > right).to(rewards.dtype)  # 1: the left one is better
        ahead = order * (rewards[:, :-offset] - rewards[:, offset:])
        sums = sums + (order.abs() * F.softplus(-ahead)).sum(dim=1)
        pairs = pairs + order.abs().sum(dim=1)
    prompts = torch.count_nonzero(pairs).clamp(min=1)
    return (sums / pairs.clamp(min=1)).sum() / prompts
