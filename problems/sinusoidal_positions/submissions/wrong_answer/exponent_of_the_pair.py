"""The exponent is i / d."""

import math

import numpy as np


def frequencies(d, base):
    return base ** (-np.arange((d + 1) // 2) / d)


def sinusoidal_positions(positions, d, base=10000.0):
    angles = positions[..., None].astype(np.float64) * frequencies(d, base)
    out = np.empty((*positions.shape, d))
    out[..., 0::2] = np.sin(angles)
    out[..., 1::2] = np.cos(angles[..., : d // 2])
    return out


def shift_matrix(offset, d, base=10000.0):
    angles = offset * frequencies(d, base)
    even = np.arange(0, d, 2)
    m = np.zeros((d, d))
    m[even, even] = np.cos(angles)
    m[even + 1, even + 1] = np.cos(angles)
    m[even, even + 1] = np.sin(angles)
    m[even + 1, even] = -np.sin(angles)
    return m


def embed(tokens, table, start=0):
    d = table.shape[1]
    places = sinusoidal_positions(np.arange(tokens.shape[1]) + start, d)
    return (table[tokens] * math.sqrt(d) + places).astype(table.dtype)
