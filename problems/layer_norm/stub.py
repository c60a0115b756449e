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
        """Make the parameters weight (ones) and bias (zeros), both of shape normalized_shape.

        Args:
            normalized_shape: the sizes of the last dimensions, over which to normalise; an int for just one.
            eps: added to the variance, under the root.
            elementwise_affine: whether there are a weight and a bias; both are None otherwise.
        """
        super().__init__()
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise over the last dimensions.

        Args:
            x: (*, *normalized_shape) floating point; any number of leading dimensions, also none.

        Returns:
            A tensor of the shape and dtype of x.
        """
        raise NotImplementedError
