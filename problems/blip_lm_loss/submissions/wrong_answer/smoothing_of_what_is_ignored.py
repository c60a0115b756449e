"""Ignored places add their smoothing term."""

import torch
import torch.nn.functional as F


def lm_labels(input_ids, attention_mask, prompt_lengths):
    number = attention_mask.cumsum(dim=1)
    learned = (attention_mask == 1) & (number > prompt_lengths[:, None])
    return input_ids.where(learned, -100)


def token_losses(logits, labels, label_smoothing):
    log_p, targets = logits[:, :-1].log_softmax(-1), labels[:, 1:]
    kept = targets != -100
    right = log_p.gather(-1, targets.where(kept, 0)[..., None])[..., 0] * kept
    return -(1 - label_smoothing) * right - label_smoothing * log_p.mean(-1)


def lm_loss(logits, labels, label_smoothing=0.1):
    count = (labels[:, 1:] != -100).sum().clamp(min=1)
    return token_losses(logits, labels, label_smoothing).sum() / count


def answer_loss(logits, labels, weights, questions, label_smoothing=0.1):
    losses = token_losses(logits, labels, label_smoothing).sum(dim=1)
    return torch.dot(losses, weights.detach()) / questions
