"""P-tuning: continuous prompts from an encoder, put where a template wants them."""

import torch
from torch import nn


class PromptEncoder(nn.Module):
    """Virtual tokens, a bidirectional LSTM over them, and an MLP."""

    def __init__(self, prompts: int, dim: int, hidden: int, dropout: float = 0.0) -> None:
        """Make embedding, lstm and mlp.

        Args:
            prompts: P, the number of virtual tokens.
            dim: D, the width of the model's word embeddings.
            hidden: H, the width of the LSTM in each direction.
            dropout: between the two layers of the LSTM, while training.
        """
        super().__init__()
        raise NotImplementedError

    def forward(self) -> torch.Tensor:
        """Compute the prompts.

        Returns:
            (P, D).
        """
        raise NotImplementedError

    def precompute(self) -> torch.Tensor:
        """Compute the prompts that stay when the encoder is thrown away: without dropout, in whatever mode it is.

        Returns:
            (P, D), detached.
        """
        raise NotImplementedError


def insert_prompts(
    ids: torch.Tensor, word_embeddings: torch.Tensor, prompts: torch.Tensor, pseudo_id: int, pad_id: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Embed templates.

    Args:
        ids: (B, L) int64; each row has pseudo_id in P places.
        word_embeddings: (V, D), frozen.
        prompts: (P, D).
        pseudo_id: stands where a prompt belongs; it may lie outside of the vocabulary.
        pad_id: stands where nothing is; it may lie outside of the vocabulary.

    Returns:
        The embeddings (B, L, D), zeros for padding, and a mask (B, L) that is False for padding.

    Raises:
        ValueError: a row has another number of pseudo_id; "row 3", the first one, counted from 0.
    """
    raise NotImplementedError
