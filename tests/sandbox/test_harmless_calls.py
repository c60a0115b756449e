"""Nobody is accused for a call that does not do what a problem forbids, whatever torch itself uses for it."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from judge.problem import Runtime, load
from sandbox.frames import Status
from tests.sandbox.harmless_calls import CALLS, ELSEWHERE, HEADER

PROBLEMS = Path(__file__).parents[2] / "problems"
RULES = {
    tuple(problem.forbidden): problem.id
    for problem in map(load, sorted(path.parent for path in PROBLEMS.glob("*/problem.toml")))
    if problem.runtime == Runtime.TORCH
}
MODULES = {
    "F": "torch.nn.functional",
    "optim": "torch.optim",
    "lr_scheduler": "torch.optim.lr_scheduler",
    "swa_utils": "torch.optim.swa_utils",
    "func": "torch.func",
    "linalg": "torch.linalg",
    "checkpoint": "torch.utils.checkpoint",
    "utils": "torch.nn.utils",
    "parametrizations": "torch.nn.utils.parametrizations",
    "parametrize": "torch.nn.utils.parametrize",
    "prune": "torch.nn.utils.prune",
    "rnn": "torch.nn.utils.rnn",
    "stateless": "torch.nn.utils.stateless",
}
THE_SAME = {
    "torch.nn.functional.multi_head_attention_forward": "torch.nn.functional.scaled_dot_product_attention",
    "torch.nn.utils.fuse_conv_bn_eval": "torch.nn.BatchNorm2d",
    "torch.nn.utils.fuse_linear_bn_eval": "torch.nn.BatchNorm1d",
}
"""Calls whose text uses what may be forbidden, beside those of a forbidden name itself."""


@pytest.fixture(scope="module")
def worker(start_worker: Callable[..., Any]) -> Any:
    return start_worker(Runtime.TORCH, numpy=np, torch=torch)


def members(module: types.ModuleType) -> set[str]:
    """Its public functions and classes: those it declares, or those that come from torch."""
    declared = getattr(module, "__all__", None)
    names = declared or [name for name in vars(module) if not name.startswith("_")]
    found = {name: getattr(module, name) for name in names}
    return {
        name
        for name, value in found.items()
        if callable(value) and (declared or str(getattr(value, "__module__", "torch")).startswith("torch"))
        if not inspect.ismodule(value) and value is not torch.Tensor
    }


@pytest.mark.parametrize("short", MODULES)
def test_every_public_member_has_a_call(short: str) -> None:
    listed = {name.partition(".")[2] for name in CALLS if name.startswith(f"{short}.")}
    assert members(import_module(MODULES[short])) - listed == NO_CALLS.get(short, set())


NO_CALLS = {"F": {"ScalingType", "SwizzleType"}}
"""Enumerations."""


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=RULES.values())
def test_harmless_calls_are_not_called_forbidden(worker: Any, rule: tuple[str, ...]) -> None:
    """In one process, each behind the others: the last that was begun is the one accused."""
    calls = {name: text for name, text in {**CALLS, **ELSEWHERE}.items() if not may_be_forbidden(name, rule)}
    bodies = "".join(f"    try:\n        {text}\n    except Exception: pass\n" for text in calls.values())

    reply = run(worker, bodies, rule)

    if reply.status is Status.FORBIDDEN:  # find it
        accused = [name for name, text in calls.items() if is_accused(worker, text, rule)]
        pytest.fail(f"{reply.payload.decode()}: {', '.join(accused)}")
    assert reply.status is Status.VALUE, reply


def may_be_forbidden(name: str, rule: tuple[str, ...]) -> bool:
    module, _, member = name.partition(".")
    full = f"{MODULES.get(module, module)}.{member}"
    return full in rule or THE_SAME.get(full) in rule


def is_accused(worker: Any, text: str, rule: tuple[str, ...]) -> bool:
    return run(worker, f"    {text}\n", rule).status is Status.FORBIDDEN


def run(worker: Any, body: str, rule: tuple[str, ...]) -> Any:
    limits = {"memory_mb": 2048, "time_s": 300.0, "wall_s": 600.0}
    reply = worker.load(f"{HEADER}\ndef f():\n{body}", forbidden=rule, **limits)
    if reply.status is not Status.VALUE:
        return reply
    worker.begin(**limits)
    reply = worker.call("f")
    worker.end()
    return reply
