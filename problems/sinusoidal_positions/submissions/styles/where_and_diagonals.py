"""As tutorials have it: an angle for each feature by `2 * (i // 2) / d`, np.where for sine or cosine, np.diag to shift."""

import numpy as np


def get_angles(positions, d, base):
    i = np.arange(d)
    return np.asarray(positions, dtype=np.float64)[..., np.newaxis] / np.power(float(base), 2 * (i // 2) / d)


def sinusoidal_positions(positions, d, base=10000.0):
    angles = get_angles(positions, d, base)
    return np.where(np.arange(d) % 2 == 0, np.sin(angles), np.cos(angles))


def shift_matrix(offset, d, base=10000.0):
    angles = get_angles(offset, d, base)
    above = np.sin(angles)
    above[1::2] = 0
    return np.diag(np.cos(angles)) + np.diag(above[:-1], 1) - np.diag(above[:-1], -1)


def embed(tokens, table, start=0):
    d = table.shape[1]
    x = table[tokens]
    x *= np.sqrt(d)
    x += sinusoidal_positions(np.arange(start, start + tokens.shape[1]), d)[np.newaxis].astype(table.dtype)
    return x
