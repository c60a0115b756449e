"""Prompt by prompt, the pairs of its answers from torch.combinations, as in InstructGPT; the last token row by row."""

import torch
import torch.nn.functional as F


def last_token_rewards(hidden, attention_mask, weight):
    rewards = []
    for states, mask in zip(hidden.unbind(), attention_mask):
        last = torch.nonzero(mask).max()
        rewards.append(torch.dot(states[last], weight))
    return torch.stack(rewards)


def reward_model_loss(chosen, rejected, margin=None):
    gap = chosen - rejected
    with torch.no_grad():
        accuracy = ((chosen > rejected).to(gap.dtype) + (chosen >= rejected).to(gap.dtype)).mean() / 2
    if margin is not None:
        gap = gap - margin.detach()
    return torch.logaddexp(torch.zeros_like(gap), -gap).mean(), accuracy


def ranked_loss(rewards, ranks):
    pairs = torch.combinations(torch.arange(rewards.shape[1]))
    losses = []
    for row, order in zip(rewards.unbind(), ranks):
        first, second = order[pairs].unbind(1)
        right = torch.where((first < second)[:, None], pairs, pairs.flip(1))[first != second]
        if len(right):
            won, lost = row[right].unbind(1)
            losses.append(-F.logsigmoid(won - lost).mean())
    if not losses:
        return (rewards * 0).sum()
    return torch.stack(losses).mean()
