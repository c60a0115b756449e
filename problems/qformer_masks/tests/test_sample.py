"""The worked example of the statement."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from sandbox.checks import close

EXPECTED = {
    "itc": ["xx...", "xx...", "..xx.", "..xx.", "..xx."],
    "itg": ["xx...", "xx...", "xxx..", "xxxx.", "xxxx."],
    "itm": ["xxxx."] * 5,
}


@pytest.mark.parametrize("task", EXPECTED)
def test_two_queries_and_three_text_tokens_of_which_the_last_is_padding(solution: Any, task: str) -> None:
    expected = torch.tensor([[sign == "x" for sign in row] for row in EXPECTED[task]])
    close(solution.qformer_mask(task, 2, torch.tensor([[1, 1, 0]])), expected[None, None])
