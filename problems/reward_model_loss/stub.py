"""The last step of a reward model: one number an answer, and the loss that learns it from comparisons."""

import torch


def last_token_rewards(hidden: torch.Tensor, attention_mask: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Read the reward off the last attended token.

    Args:
        hidden: (B, L, D), the last hidden states; anything, NaN too, where the mask is 0.
        attention_mask: (B, L) int64 or bool, at least one 1 in each row.
        weight: (D,), the reward head.

    Returns:
        (B,), of the dtype of hidden.
    """
    raise NotImplementedError


def reward_model_loss(
    chosen: torch.Tensor, rejected: torch.Tensor, margin: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Compare two answers to each prompt.

    Args:
        chosen: (B,) rewards of the answers that were preferred.
        rejected: (B,) rewards of the others.
        margin: (B,), by how much the first is to be ahead; None for 0.

    Returns:
        The loss () and the accuracy (), which is detached.
    """
    raise NotImplementedError


def ranked_loss(rewards: torch.Tensor, ranks: torch.Tensor) -> torch.Tensor:
    """Compare all ranked answers to each prompt.

    Args:
        rewards: (B, K).
        ranks: (B, K) int64, lower is better; equal ranks make no pair.

    Returns:
        The loss (): the mean over the pairs of a prompt, then over the prompts that have pairs.
    """
    raise NotImplementedError
