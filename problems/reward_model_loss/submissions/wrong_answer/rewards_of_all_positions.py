"""The gradient of the weight sees the padding, times 0, which is NaN where the padding is."""

import torch
import torch.nn.functional as F


def last_token_rewards(hidden, attention_mask, weight):
    positions = torch.arange(hidden.shape[1])
    last = (attention_mask * positions).argmax(1)
    return (hidden @ weight)[torch.arange(len(hidden)), last]


def reward_model_loss(chosen, rejected, margin=None):
    difference = chosen - rejected
    accuracy = (difference > 0).to(chosen.dtype) + 0.5 * (difference == 0)
    if margin is not None:
        difference = difference - margin.detach()
    return -F.logsigmoid(difference).mean(), accuracy.mean()


def ranked_loss(rewards, ranks):
    better = ranks[:, :, None] < ranks[:, None, :]  # (B, K, K): the row is better than the column
    losses = -F.logsigmoid(rewards[:, :, None] - rewards[:, None, :])
    pairs = better.sum((1, 2))
    of_prompt = (losses * better).sum((1, 2)) / pairs.clamp(min=1)
    return of_prompt.sum() / (pairs > 0).sum().clamp(min=1)
