"""Ignored rows become harmless ones and are masked at the end; logsumexp minus the logit of the label."""

import numpy as np


def prepared(logits, targets, ignore_index):
    counts = targets != ignore_index
    z = np.where(counts[..., None], logits, 0).astype(np.float64)
    z -= z.max(axis=-1, keepdims=True)
    exps = np.exp(z)
    total = exps.sum(axis=-1, keepdims=True)
    labels = np.where(counts, targets, 0)[..., None]
    return counts, z, exps, total, labels


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    counts, z, _, total, labels = prepared(logits, targets, ignore_index)
    if not counts.any():
        return 0.0
    right = np.take_along_axis(z, labels, -1)[..., 0]
    if label_smoothing:
        right = (1 - label_smoothing) * right + label_smoothing * z.mean(-1)
    losses = np.log(total[..., 0]) - right
    return float(losses[counts].mean())


def cross_entropy_backward(logits, targets, ignore_index=-100, label_smoothing=0.0):
    counts, _, exps, total, labels = prepared(logits, targets, ignore_index)
    exps /= total
    at_label = np.take_along_axis(exps, labels, -1) - (1 - label_smoothing)
    np.put_along_axis(exps, labels, at_label, -1)
    exps -= label_smoothing / logits.shape[-1]
    exps *= counts[..., None] / max(counts.sum(), 1)
    return exps.astype(logits.dtype)
