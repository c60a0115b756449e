"""How the tests make an encoder of the solution's, and templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from sandbox.checks import fail


def built(solution: Any, state: Mapping[str, Tensor], dropout: float = 0.0, mode: str = "train") -> Any:
    """An encoder with this state, in its dtype."""
    prompts, dim = state["embedding.weight"].shape
    hidden = state["lstm.weight_hh_l0"].shape[1]
    cast: list[tuple[Any, ...]] = [("double",)] if state["embedding.weight"].dtype == torch.float64 else []
    calls = [*cast, ("load_state_dict", dict(state)), (mode,)]
    try:
        return solution.build(solution.PromptEncoder, prompts, dim, hidden, dropout, calls=calls)
    except RuntimeError:
        fail("the state_dict is not what the statement says: see the table of its names and shapes")


def templates(
    rows: int, length: int, prompts: int, vocabulary: int, pseudo_id: int, pad_id: int, generator: torch.Generator
) -> Tensor:
    """(rows, length) ids: pseudo tokens and padding anywhere, words elsewhere."""
    words = [token for token in range(vocabulary) if token not in {pseudo_id, pad_id}]
    ids = torch.tensor(words)[torch.randint(0, len(words), (rows, length), generator=generator)]
    for row in ids:
        places = torch.randperm(length, generator=generator)
        padding = int(torch.randint(0, length - prompts + 1, (), generator=generator)) // 2
        row[places[:prompts]] = pseudo_id
        row[places[prompts : prompts + padding]] = pad_id
    return ids
