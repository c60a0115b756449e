"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import torch
from modules import built

from sandbox.checks import close


def test_two_rows(solution: Any) -> None:
    out = built(solution, torch.tensor([1.0, 2.0]), 0.5)(torch.tensor([[1.0, 7.0], [0.0, 0.0]]))
    close(out.detach(), torch.tensor([[0.19802951, 2.7724132], [0.0, 0.0]]))


def test_the_gradients_of_a_row(solution: Any) -> None:
    dy, x = torch.tensor([[1.0, 0.0]]), torch.tensor([[3.0, 4.0]])
    dx, dweight = solution.rms_norm_backward(dy, x, torch.ones(2), 0.5)
    close(dx, torch.tensor([[0.18134512, -0.12800832]]), what="dx")
    close(dweight, torch.tensor([0.83205029, 0.0]), what="dweight")
