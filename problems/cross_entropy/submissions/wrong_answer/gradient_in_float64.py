"""float32 in, float64 out."""

import numpy as np


def kept_rows(logits, targets, ignore_index):
    labels = targets.reshape(-1)
    kept = labels != ignore_index
    rows = logits.reshape(-1, logits.shape[-1])[kept]
    return kept, rows.astype(np.result_type(rows, np.float32)), labels[kept]


def log_softmax(rows):
    z = rows - rows.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    _, rows, labels = kept_rows(logits, targets, ignore_index)
    if len(rows) == 0:
        return 0.0
    log_p = log_softmax(rows)
    loss = (label_smoothing - 1) * log_p[np.arange(len(rows)), labels].mean(dtype=np.float64)
    if label_smoothing > 0:
        loss -= label_smoothing * log_p.mean(dtype=np.float64)
    return float(loss)


def cross_entropy_backward(logits, targets, ignore_index=-100, label_smoothing=0.0):
    kept, rows, labels = kept_rows(logits, targets, ignore_index)
    gradient = np.zeros((len(kept), logits.shape[-1]))
    if len(rows) > 0:
        slope = np.exp(log_softmax(rows)) - label_smoothing / logits.shape[-1]
        slope[np.arange(len(rows)), labels] -= 1 - label_smoothing
        gradient[kept] = slope / len(rows)
    return gradient.reshape(logits.shape)
