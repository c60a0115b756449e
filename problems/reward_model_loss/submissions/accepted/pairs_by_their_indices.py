"""The last position by a flipped mask and gather; softplus of the pairs alone, summed prompt by prompt."""

import torch
import torch.nn.functional as F


def last_token_rewards(hidden, attention_mask, weight):
    from_the_end = attention_mask.long().flip(1).argmax(1)
    last = attention_mask.shape[1] - 1 - from_the_end
    index = last.reshape(-1, 1, 1).expand(-1, 1, hidden.shape[2])
    return (hidden.gather(1, index)[:, 0] * weight).sum(1)


def reward_model_loss(chosen, rejected, margin=None):
    behind = rejected - chosen
    accuracy = 0.5 - behind.detach().sign().mean() / 2
    if margin is not None:
        behind = behind + margin.detach()
    return F.softplus(behind).mean(), accuracy


def ranked_loss(rewards, ranks):
    prompt, winner, loser = (ranks.unsqueeze(2) < ranks.unsqueeze(1)).nonzero(as_tuple=True)
    if len(prompt) == 0:
        return rewards.sum() * 0
    losses = F.softplus(rewards[prompt, loser] - rewards[prompt, winner])
    pairs = torch.bincount(prompt, minlength=len(rewards))
    sums = rewards.new_zeros(len(rewards)).index_add(0, prompt, losses)
    with_pairs = pairs > 0
    return (sums[with_pairs] / pairs[with_pairs]).mean()
