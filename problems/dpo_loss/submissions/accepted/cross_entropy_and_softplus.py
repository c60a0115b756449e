"""Cross entropy knows -100 already; the loss is a softplus plus the share of what is turned round."""

import torch
import torch.nn.functional as F


def sequence_log_probs(logits, labels):
    nll = F.cross_entropy(logits[:, :-1].transpose(1, 2), labels[:, 1:], reduction="none")  # (B, L - 1)
    return -nll.sum(1)


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1, label_smoothing=0.0):
    policy = torch.stack([policy_chosen, policy_rejected])
    rewards = beta * (policy - torch.stack([reference_chosen, reference_rejected]).detach())  # (2, B)
    h = rewards[0] - rewards[1]
    # -log sigma(-h) = h - log sigma(h)
    loss = F.softplus(-h) + label_smoothing * h
    return loss.mean(), *rewards.detach()
