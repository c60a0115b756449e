"""The worked example of the statement."""

from __future__ import annotations

import math
from typing import Any

import torch

from sandbox.checks import close, equal

SIM = torch.tensor([[9.0, math.log(2), 9.0], [0.0, 5.0, math.log(3)], [9.0, 1.0, 9.0]])
IDS, U = torch.tensor([7, 4, 7]), torch.tensor([[0.5, 0.8, 0.1], [0.3, 0.7, 0.6]], dtype=torch.float64)
NEGATIVES = torch.tensor([1, 2, 1])


def test_three_pairs_of_two_pictures(solution: Any) -> None:
    texts, images = solution.hard_negatives(SIM, IDS, U)
    equal(texts, NEGATIVES, "texts")
    equal(images, NEGATIVES, "images")


def test_nine_pairs(solution: Any) -> None:
    numbers = torch.arange(3.0)[:, None, None]
    images, texts, masks, labels = solution.itm_pairs(
        numbers, numbers + 10, torch.tensor([[1], [0], [1]]), NEGATIVES, NEGATIVES
    )
    close(images.flatten(), torch.tensor([0.0, 1, 2, 0, 1, 2, 1, 2, 1]), what="the images")
    close(texts.flatten() - 10, torch.tensor([0.0, 1, 2, 1, 2, 1, 0, 1, 2]), what="the texts")
    equal(masks.flatten(), torch.tensor([1, 0, 1, 0, 1, 0, 1, 0, 1]), "the masks")
    equal(labels, torch.tensor([1, 1, 1, 0, 0, 0, 0, 0, 0]), "the labels")
