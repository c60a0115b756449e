"""One-hot targets times logarithms: 0 times -inf where a class is excluded."""

import numpy as np


def parts(logits, targets, ignore_index, label_smoothing):
    classes = logits.shape[-1]
    kept = targets.reshape(-1) != ignore_index
    rows = logits.reshape(-1, classes)[kept].astype(np.result_type(logits, np.float32))
    z = rows - rows.max(1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(1, keepdims=True))
    one_hot = (targets.reshape(-1)[kept, None] == np.arange(classes)).astype(log_p.dtype)
    return kept, log_p, (1 - label_smoothing) * one_hot + label_smoothing / classes


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    kept, log_p, soft = parts(logits, targets, ignore_index, label_smoothing)
    return float(-(soft * log_p).sum(dtype=np.float64) / max(kept.sum(), 1)) + 0.0


def cross_entropy_backward(logits, targets, ignore_index=-100, label_smoothing=0.0):
    kept, log_p, soft = parts(logits, targets, ignore_index, label_smoothing)
    gradient = np.zeros((len(kept), logits.shape[-1]), logits.dtype)
    gradient[kept] = (np.exp(log_p) - soft) / max(kept.sum(), 1)
    return gradient.reshape(logits.shape)
