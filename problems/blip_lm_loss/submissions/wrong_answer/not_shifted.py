"""The logits at t predict the label at t."""

import torch
import torch.nn.functional as F


def lm_labels(input_ids, attention_mask, prompt_lengths):
    number = attention_mask.cumsum(dim=1)
    learned = (attention_mask == 1) & (number > prompt_lengths[:, None])
    return input_ids.where(learned, -100)


def token_losses(logits, labels, label_smoothing):
    return F.cross_entropy(
        logits.transpose(1, 2), labels, reduction="none", label_smoothing=label_smoothing
    )


def lm_loss(logits, labels, label_smoothing=0.1):
    count = (labels != -100).sum().clamp(min=1)
    return token_losses(logits, labels, label_smoothing).sum() / count


def answer_loss(logits, labels, weights, questions, label_smoothing=0.1):
    losses = token_losses(logits, labels, label_smoothing).sum(dim=1)
    return torch.dot(losses, weights.detach()) / questions
