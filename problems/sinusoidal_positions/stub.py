"""The position encoding of the first transformer."""

import numpy as np


def sinusoidal_positions(positions: np.ndarray, d: int, base: float = 10000.0) -> np.ndarray:
    """Sines and cosines of the positions.

    Args:
        positions: (...), of integers or floats.
        d: the size of an encoding, odd or even.
        base: the wavelengths go from 2 pi to nearly 2 pi * base.

    Returns:
        (..., d), float64.
    """
    raise NotImplementedError


def shift_matrix(offset: float, d: int, base: float = 10000.0) -> np.ndarray:
    """The matrix (d, d), float64, that takes the encoding of any position p to that of p + offset; d is even."""
    raise NotImplementedError


def embed(tokens: np.ndarray, table: np.ndarray, start: int = 0) -> np.ndarray:
    """The input of the first layer: scaled embeddings plus positions.

    Args:
        tokens: (B, L), int64.
        table: (V, d), one embedding a row.
        start: the position of the first token, the length of the cache in decoding.

    Returns:
        (B, L, d), of the dtype of table.
    """
    raise NotImplementedError
