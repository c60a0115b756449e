"""The table of the statement, one pair of positions after the other."""

from __future__ import annotations

import torch
from torch import Tensor

TASKS = ("itc", "itg", "itm")


def may_attend(task: str, queries: int, row: int, column: int) -> bool:
    """Whether the table lets `row` see `column`, padding aside."""
    row_is_text, column_is_text = row >= queries, column >= queries
    if not row_is_text:
        return not column_is_text or task == "itm"
    if not column_is_text:
        return task != "itc"
    return task != "itg" or column <= row


def mask(task: str, queries: int, text_mask: Tensor) -> Tensor:
    """What qformer_mask returns."""
    size = queries + text_mask.shape[1]
    out = torch.zeros(len(text_mask), 1, size, size, dtype=torch.bool)
    for b, tokens in enumerate(text_mask.tolist()):
        seen = [1] * queries + tokens
        for row in range(size):
            for column in range(size):
                out[b, 0, row, column] = seen[column] == 1 and may_attend(task, queries, row, column)
    return out
