"""The worked example of the statement."""

from __future__ import annotations

from typing import Any

import torch

from sandbox.checks import close, equal


def test_an_image_in_one_of_two_sequences(solution: Any) -> None:
    input_ids = torch.tensor([[5, 9, 6], [7, 8, 0]])
    embeddings, mask, labels, positions = solution.merge_visual_tokens(
        input_ids[..., None].float(),
        input_ids,
        torch.tensor([[1, 1, 1], [1, 1, 0]]),
        torch.tensor([[-100, -100, 6], [7, 8, -100]]),
        torch.tensor([[[0.1], [0.2]]]),
        9,
    )
    close(embeddings, torch.tensor([[[5.0], [0.1], [0.2], [6.0]], [[7.0], [8.0], [0.0], [0.0]]]), what="the embeddings")
    equal(mask.tolist(), [[1, 1, 1, 1], [1, 1, 0, 0]], "the attention mask")
    equal(labels.tolist(), [[-100, -100, -100, 6], [7, 8, -100, -100]], "the labels")
    equal(positions.tolist(), [[0, 1, 2, 3], [0, 1, 0, 0]], "the position ids")
