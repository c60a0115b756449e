"""Skips the constructor of nn.LayerNorm and takes its forward."""

import torch
from torch import Tensor, nn


# * leading dimensions   N normalized_shape, the last dimensions
class LayerNorm(nn.LayerNorm):
    """The parameters are its own; the normalising is torch's."""

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True
    ) -> None:
        nn.Module.__init__(self)
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self.weight = nn.Parameter(torch.ones(self.normalized_shape)) if elementwise_affine else None
        self.bias = nn.Parameter(torch.zeros(self.normalized_shape)) if elementwise_affine else None

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x)
