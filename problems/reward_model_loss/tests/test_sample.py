"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import torch

from sandbox.checks import close

HIDDEN = torch.tensor([[[1.0, 0.0], [3.0, 1.0], [9.0, 9.0]], [[9.0, 9.0], [0.0, 1.0], [2.0, 1.0]]])
CHOSEN, REJECTED = torch.tensor([2.0, 1.0]), torch.tensor([1.0, 1.0])


def test_padding_on_the_right_and_on_the_left(solution: Any) -> None:
    mask = torch.tensor([[1, 1, 0], [0, 1, 1]])
    close(solution.last_token_rewards(HIDDEN, mask, torch.tensor([1.0, -1.0])), torch.tensor([2.0, 1.0]))


def test_the_loss_and_the_accuracy_of_two_pairs(solution: Any) -> None:
    loss, accuracy = solution.reward_model_loss(CHOSEN, REJECTED)
    close(loss, torch.tensor(0.50320444), what="the loss")
    close(accuracy, torch.tensor(0.75), what="the accuracy")


def test_a_margin_for_each_pair(solution: Any) -> None:
    loss, accuracy = solution.reward_model_loss(CHOSEN, REJECTED, torch.tensor([1.0, 0.5]))
    close(loss, torch.tensor(0.83361208), what="the loss")
    close(accuracy, torch.tensor(0.75), what="the accuracy")


def test_three_answers_to_two_prompts(solution: Any) -> None:
    rewards, ranks = torch.tensor([[2.0, 0.0, 1.0], [1.0, 3.0, 5.0]]), torch.tensor([[1, 3, 2], [1, 1, 2]])
    close(solution.ranked_loss(rewards, ranks), torch.tensor(1.66184472), what="the loss")
