"""Sine alone: a cosine is a sine a quarter of a turn ahead; the shift by Kronecker products of rotations."""

import numpy as np

QUARTER = np.pi / 2


def sinusoidal_positions(positions, d, base=10000.0):
    feature = np.arange(d)
    rates = 1.0 / np.float64(base) ** ((feature - feature % 2) / d)
    positions = np.asarray(positions).astype(np.float64)
    return np.sin(np.einsum("...,i->...i", positions, rates) + feature % 2 * QUARTER)


def shift_matrix(offset, d, base=10000.0):
    angles = offset * np.exp(np.arange(0, d, 2) * (-np.log(base) / d))
    one, turned = np.eye(2), np.array([[0.0, 1.0], [-1.0, 0.0]])
    return np.kron(np.diag(np.cos(angles)), one) + np.kron(np.diag(np.sin(angles)), turned)


def embed(tokens, table, start=0):
    length, d = tokens.shape[-1], table.shape[-1]
    scaled = np.sqrt(np.float64(d)) * table.astype(np.float64)[tokens]
    return (scaled + sinusoidal_positions(np.arange(length) + start, d)).astype(table.dtype)
