"""ufuncs with `out` and `where`, so that nothing is computed that has no value; the inner product by matmul."""

import numpy as np


def widened(x):
    return x.astype(np.float32) if x.dtype == np.float16 else x


def shifted(z, axis):
    """z minus its maximum, and -inf where z is."""
    top = np.max(z, axis=axis, keepdims=True)
    return np.subtract(z, top, out=np.full_like(z, -np.inf), where=np.isfinite(z))


def softmax(x, axis=-1):
    e = shifted(widened(x), axis)
    np.exp(e, out=e)
    total = np.sum(e, axis=axis, keepdims=True)
    np.divide(e, total, out=e, where=total != 0)
    return e.astype(x.dtype, copy=False)


def log_softmax(x, axis=-1):
    z = shifted(widened(x), axis)
    total = np.sum(np.exp(z), axis=axis, keepdims=True)
    z -= np.log(total, out=np.zeros_like(total), where=total != 0)
    return z.astype(x.dtype, copy=False)


def softmax_backward(y, dy, axis=-1):
    p, g = np.moveaxis(widened(y), axis, -1), np.moveaxis(widened(dy), axis, -1)
    inner = np.matmul(p[..., np.newaxis, :], g[..., :, np.newaxis])[..., 0]
    dx = np.subtract(g, inner)
    dx *= p
    return np.moveaxis(dx, -1, axis).astype(y.dtype, copy=False)
