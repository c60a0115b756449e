"""The encoder gate by gate in float64, and templates token by token."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

State = Mapping[str, Tensor]


def shapes(prompts: int, dim: int, hidden: int) -> dict[str, tuple[int, ...]]:
    """The names and shapes of the state."""
    found: dict[str, tuple[int, ...]] = {"embedding.weight": (prompts, dim)}
    for layer, width in (("l0", dim), ("l1", 2 * hidden)):
        for direction in ("", "_reverse"):
            found[f"lstm.weight_ih_{layer}{direction}"] = (4 * hidden, width)
            found[f"lstm.weight_hh_{layer}{direction}"] = (4 * hidden, hidden)
            found[f"lstm.bias_ih_{layer}{direction}"] = (4 * hidden,)
            found[f"lstm.bias_hh_{layer}{direction}"] = (4 * hidden,)
    found |= {"mlp.0.weight": (2 * hidden, 2 * hidden), "mlp.0.bias": (2 * hidden,)}
    return found | {"mlp.2.weight": (dim, 2 * hidden), "mlp.2.bias": (dim,)}


def random_state(prompts: int, dim: int, hidden: int, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """Random weights; a bias keeps the ReLU of a narrow MLP from giving zeros alone."""
    drawn = {name: torch.randn(shape, dtype=torch.float64) for name, shape in shapes(prompts, dim, hidden).items()}
    drawn["mlp.0.bias"] = 0.5 + drawn["mlp.0.bias"].abs() / 2
    return {name: value.to(dtype) for name, value in drawn.items()}


def one_way(inputs: list[Tensor], state: State, suffix: str) -> list[Tensor]:
    """The states of one direction of one layer, in the order of the inputs that it is given."""
    w_ih, w_hh, b_ih, b_hh = (
        state[f"lstm.{kind}_{suffix}"] for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    h = c = torch.zeros(w_hh.shape[1], dtype=torch.float64)
    found = []
    for x in inputs:
        i, f, g, o = (w_ih @ x + b_ih + w_hh @ h + b_hh).chunk(4)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        found.append(h)
    return found


def encode(given: State, *, second_layer_sees_nothing: bool = False) -> Tensor:
    """(P, D) in float64. Differentiable."""
    state = {name: value.double() for name, value in given.items()}
    sequence = list(state["embedding.weight"])
    for layer in ("l0", "l1"):
        if layer == "l1" and second_layer_sees_nothing:
            sequence = [torch.zeros_like(x) for x in sequence]
        forward = one_way(sequence, state, layer)
        backward = one_way(sequence[::-1], state, f"{layer}_reverse")[::-1]
        sequence = [torch.cat(pair) for pair in zip(forward, backward, strict=True)]
    hidden = [(state["mlp.0.weight"] @ x + state["mlp.0.bias"]).clamp(min=0) for x in sequence]
    return torch.stack([state["mlp.2.weight"] @ x + state["mlp.2.bias"] for x in hidden])


def inserted(ids: Tensor, words: Tensor, prompts: Tensor, pseudo_id: int, pad_id: int) -> tuple[Tensor, Tensor]:
    """Embeddings and mask. Differentiable with respect to the prompts."""
    rows = []
    for row in ids.tolist():
        left = list(prompts)
        places = []
        for token in row:
            if token == pseudo_id:
                places.append(left.pop(0))
            elif token == pad_id:
                places.append(torch.zeros_like(prompts[0]))
            else:
                places.append(words[token].detach())
        rows.append(torch.stack(places))
    return torch.stack(rows), torch.tensor([[token != pad_id for token in row] for row in ids.tolist()])
