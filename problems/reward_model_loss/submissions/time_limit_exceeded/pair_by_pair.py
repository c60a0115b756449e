"""A Python loop over the pairs."""

import torch
import torch.nn.functional as F


def last_token_rewards(hidden, attention_mask, weight):
    positions = torch.arange(hidden.shape[1])
    last = (attention_mask * positions).argmax(1)
    return hidden[torch.arange(len(hidden)), last] @ weight


def reward_model_loss(chosen, rejected, margin=None):
    difference = chosen - rejected
    accuracy = (difference > 0).to(chosen.dtype) + 0.5 * (difference == 0)
    if margin is not None:
        difference = difference - margin.detach()
    return -F.logsigmoid(difference).mean(), accuracy.mean()


def ranked_loss(rewards, ranks):
    means = []
    for values, order in zip(rewards, ranks.tolist()):
        total, pairs = 0, 0
        for winner, better in zip(values, order):
            for loser, worse in zip(values, order):
                if better < worse:
                    total = total - F.logsigmoid(winner - loser)
                    pairs += 1
        if pairs:
            means.append(total / pairs)
    return torch.stack(means).mean() if means else rewards.sum() * 0
