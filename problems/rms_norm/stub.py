"""RMSNorm, forward and backward, by hand."""

import torch
from torch import nn


class RMSNorm(nn.Module):
    """Divides each row by its root mean square, and scales it feature by feature."""

    def __init__(self, dim: int, eps: float = 1e-6) -> None:
        """Make the parameter `weight`, (dim,), of ones.

        Args:
            dim: the size of the last axis.
            eps: added to the mean of the squares, under the root.
        """
        super().__init__()
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise over the last axis: (..., dim) to (..., dim), in the dtype of x."""
        raise NotImplementedError


def rms_norm_backward(
    dy: torch.Tensor, x: torch.Tensor, weight: torch.Tensor, eps: float = 1e-6
) -> tuple[torch.Tensor, torch.Tensor]:
    """Give the gradients with respect to x and weight, without autograd.

    Args:
        dy: (..., dim), the gradient with respect to the output.
        x: (..., dim), the input.
        weight: (dim,).
        eps: that of the forward pass.

    Returns:
        dx (..., dim) and dweight (dim,), in the dtypes of x and weight.
    """
    raise NotImplementedError
