"""Writes the operator into a TorchScript graph, whose interpreter calls it without Python."""

import torch
from torch import Tensor, nn

GRAPH = """graph(%x : Tensor, %shape : int[], %weight : Tensor?, %bias : Tensor?, %eps : float):
  %false : bool = prim::Constant[value=0]()
  %out : Tensor = aten::layer_norm(%x, %shape, %weight, %bias, %eps, %false)
  return (%out)"""
normalise = torch._C._create_function_from_graph("normalise", torch._C.parse_ir(GRAPH))  # noqa: SLF001


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
        return normalise(x, list(self.shape), self.weight, self.bias, self.eps)
