"""An autograd.Function with the backward pass derived by hand."""

from typing import Any

import torch
from torch import Tensor, nn


# R rows: all leading dimensions   D features of a row: all normalised dimensions
class Normalise(torch.autograd.Function):
    """(x - mean) / sqrt(var + eps) of every row."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, eps: float) -> Tensor:
        variance, mean = torch.var_mean(rows, dim=1, correction=0, keepdim=True)  # (R, 1)
        inverse = torch.rsqrt(variance + eps)  # (R, 1)
        normal = (rows - mean) * inverse  # (R, D)
        ctx.save_for_backward(normal, inverse)
        return normal

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None]:
        normal, inverse = ctx.saved_tensors
        # dx = (g - mean(g) - n mean(g n)) / sqrt(var + eps)
        along = (grad * normal).mean(1, keepdim=True)  # (R, 1)
        return (grad - grad.mean(1, keepdim=True) - normal * along) * inverse, None


class LayerNorm(nn.Module):
    """Normalises over the last dimensions."""

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True
    ) -> None:
        super().__init__()
        self.eps = eps
        self.ndim = 1 if isinstance(normalized_shape, int) else len(normalized_shape)
        self.weight = self.bias = None
        if elementwise_affine:
            self.weight = nn.Parameter(torch.ones(normalized_shape))
            self.bias = nn.Parameter(torch.zeros(normalized_shape))

    def forward(self, x: Tensor) -> Tensor:
        leading = x.shape[: x.dim() - self.ndim]
        rows = x.reshape(leading.numel(), -1)  # (R, D)
        y = Normalise.apply(rows, self.eps).reshape(x.shape)
        return y if self.weight is None else y * self.weight + self.bias
