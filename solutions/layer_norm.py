"""Layer normalisation, by hand."""

import torch
from torch import nn


class LayerNorm(nn.Module):
    """Normalises every block of the last dimensions to mean 0 and variance 1, then scales and shifts it."""

    weight: nn.Parameter | None
    bias: nn.Parameter | None

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True
    ) -> None:
        super().__init__()
        if isinstance(normalized_shape, int):
            normalized_shape = (normalized_shape,)
        self.dims = tuple(range(-len(normalized_shape), 0))  # (-1,) or (-2, -1) or ...
        self.eps = eps
        if elementwise_affine:
            self.weight = nn.Parameter(torch.ones(normalized_shape))
            self.bias = nn.Parameter(torch.zeros(normalized_shape))
        else:
            self.register_parameter("weight", None)
            self.register_parameter("bias", None)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # statistics of half precision in float32, 1e-5 is next to nothing in float16
        h = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
        h = h - h.mean(self.dims, keepdim=True)
        # from the differences: E[x^2] - E[x]^2 cancels when the mean is large
        var = h.pow(2).mean(self.dims, keepdim=True)
        y = h / torch.sqrt(var + self.eps)  # eps INSIDE the root
        if self.weight is not None:
            y = y * self.weight + self.bias
        return y.to(x.dtype)
