"""Mean and biased variance over the last dimensions, as the formula has it."""

import torch
from torch import Tensor, nn


# * leading dimensions   N normalized_shape, the last dimensions
class LayerNorm(nn.Module):
    """Normalises over the last dimensions."""

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True
    ) -> None:
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else normalized_shape
        self.dims = tuple(range(-len(shape), 0))
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(shape)) if elementwise_affine else None
        self.bias = nn.Parameter(torch.zeros(shape)) if elementwise_affine else None

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(self.dims, keepdim=True)  # (*, 1...)
        variance = x.var(self.dims, unbiased=False, keepdim=True)  # (*, 1...)
        # y = (x - mean) / sqrt(var + eps) * weight + bias
        y = (x - mean) / torch.sqrt(variance + self.eps)  # (*, N)
        if self.weight is not None:
            y = y * self.weight + self.bias
        return y
