"""A call whose result depends on earlier calls, or on torch's grad mode, is found out; one that does not never is."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from sandbox.executor import Executor
from sandbox.frames import Status
from sandbox.replay import DEPENDS, SEEDS
from tests.support.handles import codec

CODEC = codec()
PRELUDE = "import random\nimport numpy as np\nimport torch\nfrom torch import nn\n"


@pytest.fixture(autouse=True)
def _without_a_trace() -> Iterator[None]:
    yield
    sys.modules.pop("solution", None)


class Asker:
    """An executor, asked for calls; it gives what they did wrong, or an empty string."""

    def __init__(self, source: str, *, objects_keep_state: bool = False) -> None:
        self.executor = Executor(numpy=np, torch=torch, objects_keep_state=objects_keep_state)
        self.executor.load((PRELUDE + source).encode(), ["f"])

    def __call__(self, *args: object, target: object = "f", operation: str = "call", **kwargs: object) -> str:
        rest = (None,) if operation == "vjp" else ()
        status, payload = self.executor.handle(CODEC.encode([operation, target, args, kwargs, *rest]))
        assert status in {Status.VALUE, Status.CHANGED}, payload
        return payload.decode() if status is Status.CHANGED else ""

    def make(self, *args: object) -> object:
        status, payload = self.executor.handle(CODEC.encode(["call", "f", args, {}]))
        assert status is Status.VALUE, payload
        return CODEC.decode(payload)


@pytest.mark.parametrize(
    "source",
    [
        "seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)",
        "def f(x, first=[]):\n    first.append(x)\n    return first[0]",
        "cache = {}\ndef f(x):\n    return cache.setdefault(type(x), x)",
        "cache = {}\ndef f(x):\n    return cache.setdefault('x', x)",
        "def f(x):\n    f.mask = getattr(f, 'mask', x)\n    return x * f.mask",
        "class Kept:\n    value = None\ndef f(x):\n    Kept.value = Kept.value or x\n    return Kept.value",
    ],
)
def test_state_that_is_kept_between_calls_is_noticed(source: str) -> None:
    ask = Asker(source)
    assert DEPENDS in [ask(value) for value in (3, 4, 5)]


def test_a_cache_by_shape_is_noticed() -> None:
    ask = Asker("cache = {}\ndef f(x):\n    return cache.setdefault(x.shape, x * 2)")
    assert DEPENDS in [ask(torch.full((2, 3), float(value))) for value in range(3)]


def test_a_result_under_no_grad_is_compared() -> None:
    ask = Asker("def f(x):\n    return x * 2 if torch.is_grad_enabled() else x")
    assert "the result differs under torch.no_grad()" in [ask(torch.ones(2)) for _ in range(4)]


def test_a_result_in_inference_mode_is_compared() -> None:
    ask = Asker("def f(x):\n    return x if torch.is_inference_mode_enabled() else x * 2")
    assert "the result differs under torch.inference_mode()" in [ask(torch.ones(2)) for _ in range(4)]


@pytest.mark.parametrize(
    "draw", ["random.seed(0); random.random()", "np.random.seed(0)", "torch.default_generator.manual_seed(0)"]
)
def test_a_call_that_sets_a_seed_is_noticed(draw: str) -> None:
    random_state, numpy_state, torch_seed = __import__("random").getstate(), np.random.get_state(), torch.initial_seed()  # noqa: NPY002
    try:
        torch.manual_seed(5)
        ask = Asker(f"def f(x):\n    {draw}\n    return x")
        assert {ask(1), ask(2)} & {SEEDS, "torch's seed was changed"}
    finally:
        __import__("random").setstate(random_state)
        np.random.set_state(numpy_state)  # noqa: NPY002
        torch.manual_seed(torch_seed)


MODULE = """
class f(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(size))
        self.scale = 1.0
        self.calls = 0
    def forward(self, x, mask=None):
        {body}
    def grow(self):
        self.scale = 2.0
"""


def test_state_that_a_module_keeps_between_calls_is_noticed() -> None:
    ask = Asker(MODULE.format(body="self.calls += 1\n        return x * self.weight * self.calls"))
    module = ask.make(3)
    assert DEPENDS in [ask(torch.ones(3), target=module) for _ in range(3)]


def test_a_mask_that_a_module_keeps_is_noticed() -> None:
    body = "self.mask = getattr(self, 'mask', mask)\n        return x * self.mask"
    ask = Asker(MODULE.format(body=body))
    module = ask.make(2)
    masks = [torch.tensor([True, False]), torch.tensor([False, True])]
    assert [ask(torch.ones(2), mask=mask, target=module) for mask in masks][1] == DEPENDS


def test_state_that_a_modules_class_shares_is_noticed() -> None:
    body = "type(self).first = getattr(type(self), 'first', self.weight)\n        return x * type(self).first"
    ask = Asker(MODULE.format(body=body))
    modules = [ask.make(2), ask.make(2)]
    assert DEPENDS in [ask(torch.ones(2), target=module) for module in modules]


def test_state_of_a_module_that_a_function_has_made_is_noticed() -> None:
    source = MODULE.format(body="self.calls += 1\n        return x * self.weight * self.calls").replace(
        "class f", "class Layer"
    )
    ask = Asker(f"{source}\ndef f(size):\n    return Layer(size)\n")
    module = ask.make(3)
    assert DEPENDS in [ask(torch.ones(3), target=module) for _ in range(3)]


def test_a_problem_whose_objects_keep_state_is_left_alone() -> None:
    source = MODULE.format(body="self.calls += 1\n        return x * self.weight * self.calls")
    ask = Asker(source, objects_keep_state=True)
    module = ask.make(3)
    assert {ask(torch.ones(3), target=module) for _ in range(3)} == {""}


def test_a_module_with_methods_that_change_it_is_rebuilt_with_them() -> None:
    ask = Asker(MODULE.format(body="return x * self.weight * self.scale"))
    module = ask.make(3)
    for name in ("grow", "eval"):
        _, payload = ask.executor.handle(CODEC.encode(["get", module, name]))
        ask.executor.handle(CODEC.encode(["call", CODEC.decode(payload), (), {}]))
        assert {ask(torch.ones(3), target=module) for _ in range(4)} == {""}


def test_the_objects_of_a_replay_leave_no_memory_taken() -> None:
    ask = Asker(MODULE.format(body="return x * self.weight"))
    modules = [ask.make(3), ask.make(3)]
    gc.collect()
    gc.disable()
    try:
        assert {ask(torch.ones(3), target=module) for module in modules} == {""}
        alive = [thing for thing in gc.get_objects() if type(thing).__name__ == "f"]
    finally:
        gc.enable()
    assert len(alive) == len(modules)


@pytest.mark.parametrize(
    "body",
    [
        "return nn.functional.dropout(x * self.weight, 0.5, self.training)",
        "self.cached = getattr(self, 'cached', torch.ones(3))\n        return x * self.weight * self.cached",
        "print(x)\n        return x @ self.weight",
    ],
)
def test_dropout_a_harmless_cache_and_prints_are_no_state(body: str) -> None:
    ask = Asker(MODULE.format(body=body))
    module = ask.make(3)
    assert {ask(torch.ones(3), target=module) for _ in range(5)} == {""}
    assert {ask(torch.ones(3, requires_grad=True), target=module, operation="vjp") for _ in range(3)} == {""}


@pytest.mark.parametrize(
    "source",
    [
        "from functools import lru_cache\n@lru_cache\ndef f(x):\n    return 1 if x < 2 else f(x - 1) + f(x - 2)",
        "def f(x):\n    return sorted([x, 1, 2], key=lambda _: random.random()).count(1)",
        "def f(x):\n    return np.random.default_rng(0).random() + x",
        "def f(x):\n    return np.random.default_rng().random() + x",
        "table = [0] * 10\ndef f(x):\n    table[0] = x\n    return table[0] * 2",
        "def f(x):\n    print('seen', x)\n    return object()",
    ],
)
def test_honest_uses_of_caches_chance_and_prints_are_left_alone(source: str) -> None:
    ask = Asker(source)
    assert {ask(value) for value in (7, 8, 9, 7)} == {""}


def test_what_a_replay_prints_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    ask = Asker("def f(x):\n    print('seen')\n    return x")
    ask(1)
    assert capfd.readouterr().out.count("seen") == 1


def test_generators_stand_where_the_call_left_them() -> None:
    source = "def f(x):\n    return torch.rand(1) + random.random()"
    draws = []
    for _ in range(2):
        torch.manual_seed(3)
        __import__("random").seed(3)
        ask = Asker(source)
        ask(1)
        draws.append((float(torch.rand(1)), __import__("random").random()))
    assert draws[0] == draws[1]


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("kept = []\ndef f(x):\n    kept[:] = [x]\n    return kept", (1, 2)),
        ("kept = torch.zeros(2)\ndef f(x):\n    kept[:] = x\n    return kept", (1.0, 2.0)),
        ("kept = np.zeros(2)\ndef f(x):\n    kept[:] = x\n    return kept", (1.0, 2.0)),
        ("kept = torch.zeros(4)\ndef f(x):\n    kept[:] = x\n    return kept[:2], kept[2:]", (1.0, 2.0)),
    ],
)
def test_a_result_that_a_later_call_writes_into_is_noticed(source: str, values: tuple[float, float]) -> None:
    ask = Asker(source)
    assert [ask(value) for value in values] == ["", "a call changed the result of an earlier call"]


def test_views_of_one_buffer_that_stays_as_it_is_are_left_alone() -> None:
    ask = Asker("table = torch.arange(6.0)\ndef f(n):\n    return table[:n]")
    assert {ask(n) for n in (2, 4, 3, 2)} == {""}
