"""Flattens to rows, and computes the statistics of half precision in float32, as real kernels do."""

import torch
from torch import Tensor, nn


# R rows: all leading dimensions   D features of a row: all normalised dimensions
class LayerNorm(nn.Module):
    """Normalises over the last dimensions."""

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True
    ) -> None:
        super().__init__()
        self.normalized_shape = torch.Size(
            [normalized_shape] if isinstance(normalized_shape, int) else normalized_shape
        )
        self.eps = eps
        if elementwise_affine:
            self.weight = nn.Parameter(torch.empty(self.normalized_shape))
            self.bias = nn.Parameter(torch.empty(self.normalized_shape))
            nn.init.ones_(self.weight)
            nn.init.zeros_(self.bias)
        else:
            self.register_parameter("weight", None)
            self.register_parameter("bias", None)

    def forward(self, x: Tensor) -> Tensor:
        wide = torch.promote_types(x.dtype, torch.float32)
        rows = x.reshape(-1, self.normalized_shape.numel()).to(wide)  # (R, D)
        centred = rows - rows.mean(1, keepdim=True)  # (R, D)
        inverse = (centred.square().mean(1, keepdim=True) + self.eps).rsqrt()  # (R, 1)
        y = centred * inverse  # (R, D)
        if self.weight is not None:
            y = torch.addcmul(self.bias.to(wide).reshape(-1), y, self.weight.to(wide).reshape(-1))
        return y.reshape(x.shape).to(x.dtype)
