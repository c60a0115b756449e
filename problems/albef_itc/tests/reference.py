"""Item by item and candidate by candidate in float64; a step gives the loss and the next state."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

State = Mapping[str, Tensor]
Features = tuple[Tensor, Tensor, Tensor, Tensor]


def direction(x: Tensor) -> Tensor:
    return x / x.square().sum().sqrt()


def entropy(query: Tensor, opinion: Tensor, candidates: list[Tensor], right: int, temp: Tensor, alpha: float) -> Tensor:
    """The cross entropy of one query; `opinion` is the same item from the momentum model."""
    log_p = torch.stack([query @ c for c in candidates]).div(temp).log_softmax(0)
    target = alpha * torch.stack([opinion @ c for c in candidates]).div(temp).softmax(0).detach()
    target[right] += 1 - alpha
    return -(target * log_p).sum()


def step(
    state: State, features: Features, momentum: float, alpha: float, *, training: bool = True
) -> tuple[Tensor, dict[str, Tensor]]:
    """The loss, differentiable in float64, and the state afterwards."""
    after = dict(state)
    image, text, image_m, text_m = (x.double() for x in features)
    if training:
        for name in [name for name in state if "_proj." in name]:
            copy = name.replace("_proj.", "_proj_m.")
            after[copy] = momentum * state[copy] + (1 - momentum) * state[name].detach()

    def embedded(x: Tensor, name: str) -> list[Tensor]:
        weight, bias = after[f"{name}.weight"].double(), after[f"{name}.bias"].double()
        return [direction(weight @ row + bias) for row in x]

    v, t = embedded(image, "image_proj"), embedded(text, "text_proj")
    v_m, t_m = ([e.detach() for e in embedded(x, f"{n}_proj_m")] for x, n in ((image_m, "image"), (text_m, "text")))
    images, texts = ([*new, *state[f"{n}_queue"].double()] for new, n in ((v_m, "image"), (t_m, "text")))
    temp, size = state["temp"].double(), len(v)
    losses = [entropy(v[i], v_m[i], texts, i, temp, alpha) for i in range(size)]
    losses += [entropy(t[i], t_m[i], images, i, temp, alpha) for i in range(size)]
    if training:
        pointer, rows = int(state["queue_ptr"]), len(state["image_queue"])
        for name, new in (("image_queue", v_m), ("text_queue", t_m)):
            after[name] = state[name].clone()
            for i, e in enumerate(new):
                after[name][(pointer + i) % rows] = e
        after["queue_ptr"] = torch.tensor((pointer + size) % rows)
    return torch.stack(losses).mean(), after


def random_state(d_i: int, d_t: int, e: int, k: int, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """Copies differ from the projections, and the pointer is anywhere."""
    state: dict[str, Tensor] = {}
    for name, (rows, columns) in projections(d_i, d_t, e):
        state[f"{name}.weight"], state[f"{name}.bias"] = torch.randn(rows, columns), torch.randn(rows) / 2
    state["temp"] = torch.tensor(0.3)
    for name in ("image_queue", "text_queue"):
        state[name] = torch.stack([direction(row) for row in torch.randn(k, e)])
    pointer = torch.randint(0, k, ())
    return {name: value.to(dtype) for name, value in state.items()} | {"queue_ptr": pointer}


def projections(d_i: int, d_t: int, e: int) -> list[tuple[str, tuple[int, int]]]:
    return [
        (name, (e, d))
        for name, d in (("image_proj", d_i), ("text_proj", d_t), ("image_proj_m", d_i), ("text_proj_m", d_t))
    ]


def random_features(size: int, d_i: int, d_t: int, dtype: torch.dtype = torch.float32) -> Features:
    image, text, image_m, text_m = (torch.randn(size, d, dtype=torch.float64).to(dtype) for d in (d_i, d_t, d_i, d_t))
    return image, text, image_m, text_m
