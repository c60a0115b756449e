"""A pair is one complex number of length 1: exp(i angle), whose parts are cosine and sine; a shift is a product."""

import numpy as np


def units(positions, d, base):
    pairs = (d + 1) // 2
    exponents = np.array([2 * i / d for i in range(pairs)])
    angles = np.multiply.outer(np.asarray(positions, dtype=np.float64), np.exp(-np.log(base) * exponents))
    return np.exp(1j * angles)


def sinusoidal_positions(positions, d, base=10000.0):
    z = units(positions, d, base)
    both = np.stack([z.imag, z.real], axis=-1)
    return both.reshape(*z.shape[:-1], 2 * z.shape[-1])[..., :d]


def shift_matrix(offset, d, base=10000.0):
    m = np.zeros((d, d))
    for i, z in enumerate(units(offset, d, base)):
        m[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[z.real, z.imag], [-z.imag, z.real]]
    return m


def embed(tokens, table, start=0):
    length, d = tokens.shape[1], table.shape[1]
    out = np.take(table, tokens, axis=0) * np.float64(d**0.5)
    out = out + sinusoidal_positions(np.arange(start, start + length), d)
    return out.astype(table.dtype)
