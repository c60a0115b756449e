"""The worked example of the statement."""

from __future__ import annotations

from typing import Any

import torch
from modules import built

from sandbox.checks import close, equal

STATE = {
    **{f"{name}.weight": torch.eye(2) for name in ("image_proj", "text_proj", "image_proj_m", "text_proj_m")},
    **{f"{name}.bias": torch.zeros(2) for name in ("image_proj", "text_proj", "image_proj_m", "text_proj_m")},
    "temp": torch.tensor(0.2),
    "image_queue": torch.tensor([[0.0, 1.0]]),
    "text_queue": torch.tensor([[1.0, 0.0]]),
    "queue_ptr": torch.tensor(0),
}
IMAGE, TEXT = torch.tensor([[2.0, 0.0]]), torch.tensor([[3.0, 4.0]])


def test_a_pair_and_queues_of_one_row(solution: Any) -> None:
    module = built(solution, STATE, 0.9, 0.5)
    close(module(IMAGE, TEXT, IMAGE, TEXT).detach(), torch.tensor(1.0969256), what="the loss")
    after = solution.parameters(module)
    close(after["image_queue"], torch.tensor([[1.0, 0.0]]), what="the image queue afterwards")
    close(after["text_queue"], torch.tensor([[0.6, 0.8]]), what="the text queue afterwards")
    equal(int(after["queue_ptr"]), 0, "the pointer afterwards")


def test_without_the_momentum_models_opinion(solution: Any) -> None:
    loss = built(solution, STATE, 0.9, 0.0, "eval")(IMAGE, TEXT, IMAGE, TEXT)
    close(loss.detach(), torch.tensor(1.7200948), what="the loss")
