"""Label smoothing as it is explained: a distribution for each position, one-hot mixed with uniform, times log_softmax."""

import torch
import torch.nn.functional as F


def lm_labels(input_ids, attention_mask, prompt_lengths):
    labels = torch.full_like(input_ids, -100)
    for row, (mask, prompt) in enumerate(zip(attention_mask.tolist(), prompt_lengths.tolist())):
        places = [t for t, there in enumerate(mask) if there]
        for t in places[prompt:]:
            labels[row, t] = input_ids[row, t]
    return labels


def losses_of(logits, labels, label_smoothing):
    logits, labels = logits[:, :-1], labels[:, 1:]
    learned = labels.ne(-100)
    vocabulary = logits.shape[-1]
    targets = torch.full_like(logits, label_smoothing / vocabulary, requires_grad=False)
    right = torch.where(learned, labels, 0).unsqueeze(-1)
    targets.scatter_add_(-1, right, torch.full_like(right, 1, dtype=logits.dtype) * (1 - label_smoothing))
    losses = -(targets * F.log_softmax(logits, dim=-1)).sum(-1)
    return losses * learned, learned


def lm_loss(logits, labels, label_smoothing=0.1):
    losses, learned = losses_of(logits, labels, label_smoothing)
    return losses.sum() / learned.sum().clamp(min=1)


def answer_loss(logits, labels, weights, questions, label_smoothing=0.1):
    losses, _ = losses_of(logits, labels, label_smoothing)
    return torch.einsum("al,a->", losses, weights.detach()) / questions
