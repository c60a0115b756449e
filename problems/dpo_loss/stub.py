"""Direct preference optimisation, from logits to the loss."""

import torch


def sequence_log_probs(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Sum the log-probabilities of the labels.

    Args:
        logits: (B, L, V), those at position t predict the label at t + 1.
        labels: (B, L) int64, -100 for what is not counted.

    Returns:
        (B,), of the dtype of logits.
    """
    raise NotImplementedError


def dpo_loss(
    policy_chosen: torch.Tensor,
    policy_rejected: torch.Tensor,
    reference_chosen: torch.Tensor,
    reference_rejected: torch.Tensor,
    beta: float = 0.1,
    label_smoothing: float = 0.0,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Compute the loss of a batch of pairs.

    Args:
        policy_chosen: (B,) log-probabilities of the chosen answers under the policy.
        policy_rejected: (B,) those of the rejected ones.
        reference_chosen: (B,) as above, under the frozen reference.
        reference_rejected: (B,).
        beta: how strongly the policy is held to the reference.
        label_smoothing: the share of pairs that are taken to be the wrong way round.

    Returns:
        The loss (), the chosen rewards (B,) and the rejected rewards (B,), which are detached.
    """
    raise NotImplementedError
