"""Only the chosen answer learns."""

import torch.nn.functional as F


def sequence_log_probs(logits, labels):
    targets = labels[:, 1:]
    kept = targets != -100
    log_probs = logits[:, :-1].log_softmax(-1)
    return (log_probs.gather(-1, targets.where(kept, 0)[..., None])[..., 0] * kept).sum(-1)


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1, label_smoothing=0.0):
    chosen = beta * (policy_chosen - reference_chosen.detach())
    rejected = beta * (policy_rejected.detach() - reference_rejected.detach())
    h = chosen - rejected
    loss = (label_smoothing - 1) * F.logsigmoid(h) - label_smoothing * F.logsigmoid(-h)
    return loss.mean(), chosen.detach(), rejected.detach()
