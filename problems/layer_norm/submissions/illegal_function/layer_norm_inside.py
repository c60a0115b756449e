"""Wraps an nn.LayerNorm."""

from torch import Tensor, nn


# * leading dimensions   N normalized_shape, the last dimensions
class LayerNorm(nn.Module):
    """The parameters are its own; the normalising is torch's."""

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True
    ) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(normalized_shape, eps, elementwise_affine)
        self.weight, self.bias = self.norm.weight, self.norm.bias

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(x)
