"""Makes the rows channels of nn.InstanceNorm1d."""

import torch
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
        rows = x.reshape(1, -1, torch.Size(self.shape).numel())
        y = nn.InstanceNorm1d(rows.shape[1], self.eps)(rows).reshape(x.shape)
        return y if self.weight is None else y * self.weight + self.bias
