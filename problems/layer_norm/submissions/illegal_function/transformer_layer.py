"""Takes the norm out of an nn.TransformerEncoderLayer."""

from torch import Tensor, nn


# * leading dimensions   N normalized_shape, the last dimensions
class LayerNorm(nn.Module):
    """The parameters are its own; the normalising is torch's."""

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True
    ) -> None:
        super().__init__()
        self.norm = nn.TransformerEncoderLayer(1, 1, 1, layer_norm_eps=eps).norm1
        self.norm.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else normalized_shape
        self.weight, self.bias = self.norm.weight, self.norm.bias

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(x)
