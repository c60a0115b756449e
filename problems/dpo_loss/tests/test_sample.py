"""The worked examples of the statement."""

from __future__ import annotations

import math
from typing import Any

import torch

from sandbox.checks import close

LOGITS = torch.tensor([[[0.0, math.log(3)], [math.log(4), 0.0], [0.0, 0.0]]])
PAIR = [torch.tensor([value]) for value in (-5.0, -7.0, -6.0, -4.0)]


def test_logits_predict_the_next_label(solution: Any) -> None:
    close(solution.sequence_log_probs(LOGITS, torch.tensor([[-100, 1, 0]])), torch.tensor([math.log(0.6)]))
    close(solution.sequence_log_probs(LOGITS, torch.tensor([[0, -100, 0]])), torch.tensor([math.log(0.8)]))


def test_the_loss_and_the_rewards_of_a_pair(solution: Any) -> None:
    loss, chosen, rejected = solution.dpo_loss(*PAIR, beta=0.5)
    close(loss, torch.tensor(0.12692801), what="the loss")
    close(chosen, torch.tensor([0.5]), what="the chosen rewards")
    close(rejected, torch.tensor([-1.5]), what="the rejected rewards")


def test_label_smoothing(solution: Any) -> None:
    close(solution.dpo_loss(*PAIR, beta=0.5, label_smoothing=0.25)[0], torch.tensor(0.62692801), what="the loss")
