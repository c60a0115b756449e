"""Works on columns and flattens the transposed result with view, which refuses it."""

import torch
from torch import Tensor, nn


# R rows: all leading dimensions   D features of a row: all normalised dimensions
class LayerNorm(nn.Module):
    """Normalises over the last dimensions."""

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True
    ) -> None:
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.size = torch.Size(shape).numel()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(shape)) if elementwise_affine else None
        self.bias = nn.Parameter(torch.zeros(shape)) if elementwise_affine else None

    def forward(self, x: Tensor) -> Tensor:
        columns = x.reshape(-1, self.size).t().contiguous()  # (D, R)
        variance, mean = torch.var_mean(columns, dim=0, correction=0)  # (R,)
        y = ((columns - mean) / torch.sqrt(variance + self.eps)).t()  # (R, D)
        y = y.view(-1).view(x.shape)
        if self.weight is not None:
            y = y * self.weight + self.bias
        return y
