"""The loss of one PPO step on answers of a language model."""

import torch


def masked_whiten(x: torch.Tensor, mask: torch.Tensor, eps: float = 1e-8) -> torch.Tensor:
    """Scale to mean 0 and variance 1 over the attended tokens.

    Args:
        x: (B, L); anything, NaN too, where the mask is 0.
        mask: (B, L) int64 or bool.
        eps: added to the variance, which divides by the number of tokens.

    Returns:
        (B, L), of the dtype of x; 0 where the mask is 0.
    """
    raise NotImplementedError


def ppo_loss(
    log_probs: torch.Tensor,
    old_log_probs: torch.Tensor,
    ref_log_probs: torch.Tensor,
    advantages: torch.Tensor,
    values: torch.Tensor,
    old_values: torch.Tensor,
    returns: torch.Tensor,
    mask: torch.Tensor,
    clip: float = 0.2,
    value_clip: float = 0.2,
    value_coef: float = 0.5,
    kl_coef: float = 0.1,
    *,
    whiten: bool = True,
) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """Compute the loss of a batch of answers.

    Args:
        log_probs: (B, L), of the tokens under the policy.
        old_log_probs: (B, L), under the policy that sampled them.
        ref_log_probs: (B, L), under the frozen reference.
        advantages: (B, L).
        values: (B, L), of the value head.
        old_values: (B, L), of the value head when the answers were sampled.
        returns: (B, L), what the values are to become.
        mask: (B, L) int64 or bool, 1 for tokens of answers.
        clip: the ratio counts between 1 - clip and 1 + clip.
        value_clip: the values count within this distance of the old ones.
        value_coef: the weight of the value loss.
        kl_coef: the weight of the KL penalty.
        whiten: whether advantages are whitened over the mask first.

    Returns:
        The loss (), and a dict of detached diagnostics (): "policy", "value", "kl", "clip_fraction".
    """
    raise NotImplementedError
