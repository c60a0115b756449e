"""The idiom of the transformers library: shifted logits and labels as flat views into `nn.CrossEntropyLoss`."""

import torch
from torch import nn


def lm_labels(input_ids, attention_mask, prompt_lengths):
    targets = input_ids.masked_fill(attention_mask == 0, -100)
    for b, length in enumerate(prompt_lengths.tolist()):
        tokens = attention_mask[b].nonzero().flatten()
        targets[b, tokens[:length]] = -100
    return targets


def shifted(logits, labels):
    shift_logits = logits[..., :-1, :].contiguous()
    shift_labels = labels[..., 1:].contiguous()
    return shift_logits.view(-1, logits.size(-1)), shift_labels.view(-1)


def lm_loss(logits, labels, label_smoothing=0.1):
    shift_logits, shift_labels = shifted(logits, labels)
    if torch.all(shift_labels == -100):
        return shift_logits.sum() * 0.0
    return nn.CrossEntropyLoss(reduction="mean", label_smoothing=label_smoothing)(shift_logits, shift_labels)


def answer_loss(logits, labels, weights, questions, label_smoothing=0.1):
    loss_fct = nn.CrossEntropyLoss(reduction="none", label_smoothing=label_smoothing)
    loss = loss_fct(*shifted(logits, labels)).view(logits.size(0), -1).sum(1)
    return (weights.detach() * loss).sum() / questions
