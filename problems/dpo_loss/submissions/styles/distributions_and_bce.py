"""The library's idioms: `torch.distributions.Categorical` for log-probabilities, binary cross entropy for the loss."""

import torch
import torch.nn.functional as F
from torch.distributions import Categorical


def sequence_log_probs(logits, labels):
    labels = labels[:, 1:].clone()
    loss_mask = labels != -100
    labels[labels == -100] = 0
    per_token_logps = Categorical(logits=logits[:, :-1], validate_args=False).log_prob(labels)
    return (per_token_logps * loss_mask).sum(-1)


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1, label_smoothing=0.0):
    with torch.no_grad():
        chosen_rewards = beta * (policy_chosen - reference_chosen)
        rejected_rewards = beta * (policy_rejected - reference_rejected)
    pi_logratios = policy_chosen - policy_rejected
    ref_logratios = (reference_chosen - reference_rejected).detach()
    h = beta * (pi_logratios - ref_logratios)
    right_way_round = torch.full_like(h, 1 - label_smoothing)
    return F.binary_cross_entropy_with_logits(h, right_way_round), chosen_rewards, rejected_rewards
