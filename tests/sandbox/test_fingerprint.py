"""A call that changes what belongs to its caller is found out, and named; one that does not never is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from sandbox.executor import Executor
from sandbox.frames import Status
from sandbox.structures import ListNode
from tests.support.handles import codec
from tests.support.travelling_values import PLAIN_VALUES

CODEC = codec()


def changed(source: str, *args: object, may_change_arguments: bool = False, **kwargs: object) -> str:
    """What the call `f(*args, **kwargs)` changed, as the executor words it."""
    executor = Executor(numpy=np, torch=torch, may_change_arguments=may_change_arguments)
    executor.load(f"import numpy as np\nimport torch\n{source}".encode(), ["f"])
    status, payload = executor.handle(CODEC.encode(["call", "f", args, kwargs]))
    assert status in {Status.VALUE, Status.CHANGED}, payload
    return payload.decode() if status is Status.CHANGED else ""


@pytest.mark.parametrize(
    ("body", "argument"),
    [
        ("x.append(1)", [1, 2]),
        ("x.sort()", [2, 1]),
        ("x[1][0] = 7", [[1], [2]]),
        ("x[0] = 1.0", [1]),
        ("x.pop('a')", {"a": 1}),
        ("x.add(3)", {1, 2}),
        ("x[0][:] = 0", (np.ones(2),)),
        ("x += 1", np.zeros((2, 3))),
        ("x.shape = (3, 2)", np.zeros((2, 3))),
        ("x.dtype = np.int64", np.zeros(2)),
        ("x[0] = (1.0, 2)", [(1, 2), (3, 4)]),
        ("x['a'][0] = 2", {"a": [1]}),
        ("x[..., 0] = 1", np.zeros((2, 3)).T),
        ("x.mul_(2)", torch.ones(3)),
        ("x.data[0] = 5", torch.ones(3, requires_grad=True)),
        ("x.requires_grad_(True)", torch.ones(3)),
        ("x.next = None", ListNode(1, ListNode(2))),
        ("x.next.next = x", ListNode(1, ListNode(2))),
        ("x.append(x)", [1]),
    ],
)
def test_a_change_inside_an_argument_is_noticed(body: str, argument: object) -> None:
    assert changed(f"def f(x):\n    {body}\n    return 1", argument) == "the argument `x` was changed"


@pytest.mark.parametrize(
    "setting", ["torch.set_grad_enabled(False)", "torch.set_default_dtype(torch.float64)", "torch.manual_seed(1)"]
)
def test_a_change_of_a_global_setting_is_noticed(setting: str) -> None:
    dtype, seed = torch.get_default_dtype(), torch.initial_seed()
    try:
        assert changed(f"def f():\n    {setting}\n    return 1").startswith("torch's ")
    finally:
        torch.set_grad_enabled(True)
        torch.set_default_dtype(dtype)
        torch.manual_seed(seed)


def test_a_solutions_own_object_is_its_to_change() -> None:
    executor = Executor()
    executor.load(b"def make(): return bytearray(b'ab')\ndef f(x): x[0] = 0", ["make", "f"])
    own = CODEC.decode(executor.handle(CODEC.encode(["call", "make", (), {}])).payload)
    assert executor.handle(CODEC.encode(["call", "f", (own,), {}])).status is Status.VALUE


def test_a_keyword_argument_is_named() -> None:
    assert (
        changed("def f(a, *, mask=None):\n    mask[0] = 1\n    return a", 1, mask=[0])
        == "the argument `mask` was changed"
    )


def test_a_solution_that_may_change_its_arguments_is_left_alone() -> None:
    assert changed("def f(x):\n    x.clear()\n    return 1", [1], may_change_arguments=True) == ""


def test_an_argument_of_a_modules_forward_is_named() -> None:
    source = "class f(torch.nn.Module):\n    def forward(self, query, key):\n        key.zero_()\n        return query"
    executor = Executor(numpy=np, torch=torch)
    executor.load(f"import torch\n{source}".encode(), ["f"])
    module = CODEC.decode(executor.handle(CODEC.encode(["call", "f", (), {}])).payload)
    request = ["call", module, (torch.ones(2), torch.ones(2)), {}]
    assert executor.handle(CODEC.encode(request)) == (Status.CHANGED, b"the argument `key` was changed")


def test_an_argument_of_one_call_of_many_is_noticed() -> None:
    executor = Executor()
    executor.load(b"def f(x):\n    x.append(1)", ["f"])
    assert executor.handle(CODEC.encode(["batch", None, [["f", []]]])) == (Status.CHANGED, b"an argument was changed")


@settings(max_examples=60, deadline=None)
@given(PLAIN_VALUES)
def test_a_call_that_reads_its_argument_is_never_blamed(value: Any) -> None:
    assert changed("def f(x):\n    repr(x)\n    return 1", value) == ""


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((4, 6))[::2, ::3],
        np.zeros((1, 3))[..., ::2],
        np.zeros((0, 3)),
        np.float32(2),
        torch.zeros(4, 6)[:, ::2],
        torch.zeros(0),
        torch.ones(2, 3, dtype=torch.bfloat16).T,
        torch.ones(3, requires_grad=True),
        torch.nn.Parameter(torch.ones(2)),
        torch.full((2,), torch.nan),
    ],
)
def test_no_layout_of_an_array_passes_for_a_change(array: object) -> None:
    assert changed("def f(x):\n    return [x * 1]", array) == ""


def test_dropout_draws_numbers_and_changes_nothing() -> None:
    assert changed("def f(x):\n    return torch.nn.functional.dropout(x)", torch.ones(8)) == ""
