"""Rows that are learned are cut out before the softmax; logsumexp, the label's logit and the mean logit by hand."""

import torch


def lm_labels(input_ids, attention_mask, prompt_lengths):
    labels = input_ids.clone()
    first = attention_mask.argmax(1)
    columns = torch.arange(input_ids.shape[1])
    labels[columns < (first + prompt_lengths)[:, None]] = -100
    labels[attention_mask == 0] = -100
    return labels


def kept(logits, labels, label_smoothing):
    targets = labels[:, 1:]
    rows, places = torch.nonzero(targets != -100, as_tuple=True)
    z = logits[rows, places]
    right = z.gather(1, targets[rows, places][:, None])[:, 0]
    return rows, z.logsumexp(1) - (1 - label_smoothing) * right - label_smoothing * z.mean(1)


def lm_loss(logits, labels, label_smoothing=0.1):
    _, losses = kept(logits, labels, label_smoothing)
    return losses.sum() / max(len(losses), 1)


def answer_loss(logits, labels, weights, questions, label_smoothing=0.1):
    rows, losses = kept(logits, labels, label_smoothing)
    return (losses * weights.detach()[rows]).sum() / questions
