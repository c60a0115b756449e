"""The worked examples of the statement."""

from __future__ import annotations

import math
from typing import Any

import torch

from sandbox.checks import close, equal

OLD = torch.full((2, 2), -1.0)
LOG_PROBS = OLD + torch.tensor([[1.5, 0.5], [1.1, 9.0]]).log()
TENSORS = [
    LOG_PROBS,
    OLD,
    LOG_PROBS + torch.tensor([[0.0, math.log(2)], [0.0, 9.0]]),
    torch.tensor([[1.0, -1.0], [2.0, 9.0]]),
    torch.tensor([[1.0, 2.0], [0.0, 9.0]]),
    torch.tensor([[0.5, 2.0], [0.0, 0.0]]),
    torch.tensor([[2.0, 3.0], [1.0, 0.0]]),
]
MASK = torch.tensor([[1, 1], [1, 0]])


def test_whitening_over_three_of_four_tokens(solution: Any) -> None:
    expected = torch.tensor([[0.26726124, -1.33630621], [1.06904497, 0.0]])
    close(solution.masked_whiten(TENSORS[3], MASK), expected)


def test_the_loss_of_three_tokens(solution: Any) -> None:
    loss, diagnostics = solution.ppo_loss(*TENSORS, MASK, whiten=False)
    equal(sorted(diagnostics), ["clip_fraction", "kl", "policy", "value"], "the names")
    for name, right in {"policy": -2.6 / 3, "value": 0.615, "kl": 0.10228427, "clip_fraction": 2 / 3}.items():
        close(diagnostics[name], torch.tensor(right), what=name)
    close(loss, torch.tensor(-0.54893826), what="the loss")


def test_the_loss_with_whitened_advantages(solution: Any) -> None:
    close(solution.ppo_loss(*TENSORS, MASK)[0], torch.tensor(0.17518909), what="the loss")
