"""Normalises one row after another in a Python loop."""

import torch
from torch import Tensor, nn


# * leading dimensions   N normalized_shape, the last dimensions
class LayerNorm(nn.Module):
    """Normalises over the last dimensions."""

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True
    ) -> None:
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.size = torch.Size(shape).numel()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(shape)) if elementwise_affine else None
        self.bias = nn.Parameter(torch.zeros(shape)) if elementwise_affine else None

    def forward(self, x: Tensor) -> Tensor:
        rows = x.reshape(-1, self.size)  # (R, D)
        y = torch.zeros_like(rows)
        for i in range(len(rows)):
            row = rows[i]
            y[i] = (row - row.mean()) / torch.sqrt(row.var(unbiased=False) + self.eps)
        y = y.reshape(x.shape)
        if self.weight is not None:
            y = y * self.weight + self.bias
        return y
