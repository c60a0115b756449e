"""Targets become rows of probabilities, one-hot and smoothed; the loss is their product with log softmax."""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def smoothed(labels, classes, label_smoothing):
    wanted = np.full((len(labels), classes), label_smoothing / classes)
    wanted[np.arange(len(labels)), labels] += 1 - label_smoothing
    return wanted


def counted(logits, targets, ignore_index):
    classes = logits.shape[-1]
    flat = targets.ravel()
    index = np.flatnonzero(flat != ignore_index)
    return index, logits.reshape(-1, classes)[index].astype(np.float64), flat[index]


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    index, rows, labels = counted(logits, targets, ignore_index)
    if index.size == 0:
        return 0.0
    log_p = log_softmax(rows)
    wanted = smoothed(labels, rows.shape[1], label_smoothing)
    # a class without weight counts nothing, however small its probability
    return float(-np.where(wanted > 0, wanted * log_p, 0.0).sum(axis=1).mean())


def cross_entropy_backward(logits, targets, ignore_index=-100, label_smoothing=0.0):
    index, rows, labels = counted(logits, targets, ignore_index)
    gradient = np.zeros((targets.size, logits.shape[-1]))
    if index.size:
        gradient[index] = (np.exp(log_softmax(rows)) - smoothed(labels, rows.shape[1], label_smoothing)) / index.size
    return gradient.reshape(logits.shape).astype(logits.dtype)
