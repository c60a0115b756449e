"""What a test sees as `solution`, over a real executor in this process."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from typing import Any

import msgpack
import numpy as np
import pytest
import torch

from sandbox.executor import Executor
from sandbox.frames import ANSWERS, Status
from sandbox.proxy import Session, Solution, SolutionRaisedError, SolutionStoppedError, WrongAnswerError
from sandbox.value_limits import Ext
from sandbox.values import Codec

SOURCE = """\
LIMIT = 7

class Odd(KeyError):
    pass

class Counter:
    start = 0

    def __init__(self, n=0):
        self.n = n

    def add(self, k=1):
        self.n += k
        return self.n

    def clone(self):
        return Counter(self.n)

    def __eq__(self, other):
        return True

    def __call__(self, k):
        return self.n * k

class Sly(list):
    def count(self, value):
        return 1

def count_of(counter):
    return counter.n

def echo(*args, **kwargs):
    return [args, kwargs]

def sly():
    return Sly([1])

def sly_inside():
    return [1, {"key": Sly()}]

def function():
    return len

def fail(kind, *args):
    raise __builtins__.__dict__[kind](*args)

def odd():
    raise Odd("k")

def group():
    raise ExceptionGroup("two", [ValueError("a")])
"""
ENTRY = ["Counter", "count_of", "echo", "sly", "sly_inside", "function", "fail", "odd", "group"]


def connect(source: str, entry: list[str], **libraries: Any) -> tuple[Solution, Session]:
    executor = Executor(**libraries)
    executor.load(source.encode(), entry)
    session = Session(executor.handle, **libraries)
    return Solution(session, entry), session


@pytest.fixture
def theirs() -> Iterator[Solution]:
    yield connect(SOURCE, ENTRY)[0]
    sys.modules.pop("solution", None)


def answering(*replies: tuple[Status, object]) -> tuple[Solution, list[bytes]]:
    """A solution that sends these replies, whatever it is asked."""
    asked: list[bytes] = []
    left = iter(replies)

    def transport(request: bytes) -> tuple[Status, bytes]:
        asked.append(request)
        status, reply = next(left)
        return status, reply if isinstance(reply, bytes) else Codec().encode(reply)

    return Solution(Session(transport), ["f"]), asked


# Calls and objects


def test_an_entry_is_called_with_positional_and_keyword_arguments(theirs: Any) -> None:
    assert theirs.echo(1, [2], key=(3,)) == [(1, [2]), {"key": (3,)}]


def test_an_attribute_of_the_module_is_read_by_value(theirs: Any) -> None:
    assert theirs.LIMIT == 7


def test_an_object_stays_and_its_methods_and_attributes_can_be_used(theirs: Any) -> None:
    counter = theirs.Counter(5)
    assert counter.add(2) == 7
    assert counter.add(k=3) == 10
    assert counter.n == 10
    assert counter(3) == 30
    assert repr(counter) == "<an object of type Counter>"


def test_an_object_can_be_passed_to_another_call_inside_containers_too(theirs: Any) -> None:
    counter = theirs.Counter(5)
    assert theirs.count_of(counter) == 5
    (got,), _ = theirs.echo([counter])
    assert theirs.count_of(got[0]) == 5


def test_two_objects_are_two_objects(theirs: Any) -> None:
    one, other = theirs.Counter(1), theirs.Counter(2)
    one.add()
    assert (one.n, other.n) == (2, 2)
    one.add()
    assert (one.n, other.n) == (3, 2)


def test_names_with_an_underscore_are_not_asked_of_the_solution(theirs: Any) -> None:
    for target in (theirs, theirs.Counter()):
        assert not hasattr(target, "__array__")
        assert not hasattr(target, "__torch_function__")
    assert not hasattr(theirs, "_private")


@pytest.mark.parametrize("name", ["execute_example", "setup_example", "hypothesis_internal_is_this_a_mock_check"])
def test_what_hypothesis_asks_of_every_object_is_not_asked_of_the_solution(name: str) -> None:
    solution, asked = answering()
    assert not hasattr(solution, name)
    assert asked == []


def test_asking_for_an_entry_asks_nothing_yet() -> None:
    solution, asked = answering()
    assert "f" in repr(solution.f)
    assert not asked


def test_a_value_that_cannot_travel_is_a_type_error_of_the_test() -> None:
    solution, asked = answering()
    with pytest.raises(TypeError, match="this test passes something that cannot travel"):
        solution.f(object())
    assert not asked


# A handle is no value


COMPARISONS: dict[str, Callable[[Any], object]] = {
    "==": lambda it: it == [1],
    "== from the right": lambda it: it == [1],
    "== itself": lambda it: it == it,  # noqa: PLR0124
    "!=": lambda it: it != [1],
    "<": lambda it: it < 1,
    "<=": lambda it: it <= 1,
    ">": lambda it: it > 1,
    ">=": lambda it: it >= 1,
    "truth": bool,
    "not": lambda it: not it,
    "float": float,
    "int": int,
    "len": len,
    "iteration": list,
    "index": lambda it: it[0],
    "in it": lambda it: 1 in it,
    "in a list": lambda it: it == [1],
    "sum": sum,
    "sorted": sorted,
    "unpacking": lambda it: [*it],
    "numpy": lambda it: np.testing.assert_array_equal(it, np.ones(1)),
    "approx": lambda it: it == pytest.approx(1.0),
}


@pytest.mark.parametrize("use", COMPARISONS.values(), ids=COMPARISONS)
@pytest.mark.parametrize("where", ["sly", "Counter", "function"])
def test_a_handle_is_not_a_value_and_using_it_as_one_is_a_wrong_answer(
    theirs: Any, where: str, use: Callable[[Any], object]
) -> None:
    handle = getattr(theirs, where)()
    with pytest.raises(WrongAnswerError, match="where a plain value was expected"):
        use(handle)


@pytest.mark.parametrize("use", [hash, lambda it: {it}, lambda it: it + 1, lambda it: -it, abs, round, complex])
def test_a_handle_cannot_be_hashed_or_reckoned_with(theirs: Any, use: Callable[[Any], object]) -> None:
    with pytest.raises((TypeError, WrongAnswerError)):
        use(theirs.sly())


def test_a_handle_inside_a_container_makes_it_differ(theirs: Any) -> None:
    with pytest.raises(WrongAnswerError):
        assert theirs.sly_inside() == [1, {"key": []}]


def test_what_a_function_returned_has_no_methods_to_believe(theirs: Any) -> None:
    """`got.count(expected)` would tell the expected value to the solution and believe what it says."""
    with pytest.raises(WrongAnswerError, match="type Sly"):
        theirs.sly().count(41)


def test_what_a_method_returned_has_no_methods_to_believe_either(theirs: Any) -> None:
    with pytest.raises(WrongAnswerError, match="type Counter"):
        theirs.Counter(3).clone().add(1)


def test_what_was_returned_inside_a_container_has_none_either(theirs: Any) -> None:
    with pytest.raises(WrongAnswerError):
        theirs.sly_inside()[1]["key"].count(0)


def test_an_object_of_an_earlier_test_is_a_mistake_of_the_test() -> None:
    their_solution, session = connect(SOURCE, ENTRY)
    theirs: Any = their_solution
    counter = theirs.Counter(3)
    session.begin_test()
    for use in (lambda: counter.add(1), lambda: theirs.count_of(counter), lambda: counter(1)):
        with pytest.raises(TypeError, match="earlier test"):
            use()
    assert not session.answered


# Exceptions


def raisable() -> list[str]:
    return sorted(
        name
        for name, kind in vars(builtins).items()
        if isinstance(kind, type)
        and issubclass(kind, Exception)
        and not issubclass(kind, (UnicodeError, BaseExceptionGroup, MemoryError))
        and kind.__name__ == name
    )


@pytest.mark.parametrize("name", raisable())
def test_an_exception_arrives_as_its_builtin_kind(theirs: Any, name: str) -> None:
    with pytest.raises(getattr(builtins, name)) as caught:
        theirs.fail(name, "why")
    assert isinstance(caught.value, SolutionRaisedError)
    assert str(caught.value).startswith(f"{name}: ")
    assert "solution.py" in caught.value.trail


def test_unicode_errors_arrive_as_theirs(theirs: Any) -> None:
    with pytest.raises(UnicodeDecodeError, match="why"):
        theirs.fail("UnicodeDecodeError", "utf-8", b"x", 0, 1, "why")


def test_an_exception_of_the_solutions_own_class_arrives_as_the_builtin_it_derives_from(theirs: Any) -> None:
    with pytest.raises(KeyError) as caught:
        theirs.odd()
    assert str(caught.value) == "Odd: 'k'"
    with pytest.raises(LookupError):
        theirs.odd()


def test_what_has_no_builtin_kind_that_can_be_made_is_raised_all_the_same(theirs: Any) -> None:
    for name in ("SystemExit", "KeyboardInterrupt", "GeneratorExit"):
        with pytest.raises(SolutionRaisedError, match=name):
            theirs.fail(name, "why")
    with pytest.raises(SolutionRaisedError, match="two"):
        theirs.group()


def test_an_assertion_that_the_solution_raises_is_not_one_of_the_test(theirs: Any) -> None:
    with pytest.raises(AssertionError) as caught:
        theirs.fail("AssertionError", "mine")
    assert isinstance(caught.value, SolutionRaisedError)
    assert not isinstance(caught.value, WrongAnswerError)


def test_the_wrong_exception_is_not_the_expected_one(theirs: Any) -> None:
    with pytest.raises(TypeError), pytest.raises(ValueError, match="why"):
        theirs.fail("TypeError", "why")


# What may come instead of an answer


@pytest.mark.parametrize("status", set(Status) - ANSWERS)
def test_a_limit_stops_the_test_and_every_further_request_of_it(status: Status) -> None:
    solution, asked = answering((status, b"text"))
    for _ in range(3):
        with pytest.raises(SolutionStoppedError):
            solution.f()
    assert len(asked) == 1


def test_a_test_that_catches_everything_does_not_catch_a_limit() -> None:
    assert not issubclass(SolutionStoppedError, Exception)


def test_the_next_test_may_ask_again() -> None:
    replies = iter([(Status.TIME, b""), (Status.VALUE, Codec().encode(3))])
    session = Session(lambda _: next(replies))
    solution: Any = Solution(session, ["f"])
    with pytest.raises(SolutionStoppedError):
        solution.f()
    session.begin_test()
    assert solution.f() == 3


@pytest.mark.parametrize("payload", [b"", b"\xc1", b"\x91", msgpack.packb(msgpack.ExtType(99, b""))])
@pytest.mark.parametrize("status", [Status.VALUE, Status.RAISED])
def test_bytes_that_are_no_value_are_a_wrong_answer(status: Status, payload: bytes) -> None:
    solution, _ = answering((status, payload))
    with pytest.raises(WrongAnswerError, match="not a value"):
        solution.f()


@pytest.mark.parametrize(
    "fields", [None, [], ["ValueError"], ["a", "b", "c", 4], ("a", "b", "c", "d"), {"a": 1}, "abcd", ["a"] * 5]
)
def test_a_malformed_description_of_an_exception_is_a_wrong_answer(fields: object) -> None:
    solution, _ = answering((Status.RAISED, fields))
    with pytest.raises(WrongAnswerError, match="not the description"):
        solution.f()


@pytest.mark.parametrize("known", ["", "NoSuchError", "int", "SystemExit", "Exception", "SolutionStoppedError", "exit"])
def test_a_claimed_kind_is_looked_up_among_builtin_exceptions_only(known: str) -> None:
    solution, _ = answering((Status.RAISED, ["Name", known, "message", ""]))
    with pytest.raises(SolutionRaisedError, match="Name: message"):
        solution.f()


@pytest.mark.parametrize(
    "handle", [b"", b"\x01", b"\x92\x01", b"\x92\xa1x\xa1y", b"\x92\x01\x02", b"\x93\x01\xa1x\x01"]
)
def test_a_malformed_handle_is_a_wrong_answer(handle: bytes) -> None:
    solution, _ = answering((Status.VALUE, msgpack.packb(msgpack.ExtType(9, handle))))
    with pytest.raises(WrongAnswerError):
        solution.f()


# Batches, gradients, parameters


def test_a_batch_is_one_round_trip() -> None:
    executor = Executor()
    executor.load(SOURCE.encode(), ENTRY)
    asked = []

    def transport(request: bytes) -> tuple[Status, bytes]:
        asked.append(request)
        return executor.handle(request)

    solution: Any = Solution(Session(transport), ENTRY)
    counter = solution.Counter()
    asked.clear()
    assert solution.batch(counter, [("add", 1)] * 10_000) == list(range(1, 10_001))
    assert len(asked) == 1


def test_an_object_and_calls_on_it_are_one_round_trip() -> None:
    executor = Executor()
    executor.load(SOURCE.encode(), ENTRY)
    asked = []

    def transport(request: bytes) -> tuple[Status, bytes]:
        asked.append(request)
        return executor.handle(request)

    solution: Any = Solution(Session(transport), ENTRY)
    counter = solution.build(solution.Counter, calls=[("add", 2), ("add", 3)])
    assert len(asked) == 1
    assert counter.add(1) == 6


def test_a_batch_on_the_module_calls_functions(theirs: Any) -> None:
    assert theirs.batch(None, [("echo", 1), ("echo",)]) == [[(1,), {}], [(), {}]]


def test_a_batch_that_raises_raises_its_builtin_kind(theirs: Any) -> None:
    with pytest.raises(ValueError, match="why"):
        theirs.batch(None, [("echo",), ("fail", "ValueError", "why")])


@pytest.mark.parametrize("answer", [[1], [1, 2, 3], None, (1, 2), "ab", {0: 1, 1: 2}])
def test_a_batch_that_gives_another_number_of_results_is_a_wrong_answer(answer: object) -> None:
    solution, _ = answering((Status.VALUE, answer))
    with pytest.raises(WrongAnswerError, match="number of results"):
        solution.batch(None, [("f",), ("f",)])


TORCH_SOURCE = """\
import torch

class Scale(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor([2.0, 3.0]))
        self.register_buffer("seen", torch.tensor(1))
        self.inner = torch.nn.Linear(2, 1)

    def forward(self, x, power=1):
        return self.weight * x ** power

def triple(x, times=3):
    return x * times
"""


@pytest.fixture
def torch_solution() -> Iterator[Solution]:
    yield connect(TORCH_SOURCE, ["Scale", "triple"], numpy=np, torch=torch)[0]
    sys.modules.pop("solution", None)


def test_gradients_of_a_function_can_be_asked_for(torch_solution: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    found = torch_solution.vjp(torch_solution.triple, x, cotangents=torch.tensor([1.0, 2.0]), times=5)
    assert found.output.tolist() == [5.0, 5.0]
    assert found.inputs[0].tolist() == [5.0, 10.0]
    assert found.parameters == {}


def test_gradients_of_a_module_come_with_those_of_its_parameters(torch_solution: Any) -> None:
    scale = torch_solution.Scale()
    found = torch_solution.vjp(scale, torch.tensor([2.0, 5.0], requires_grad=True), power=2)
    assert found.inputs[0].tolist() == [8.0, 30.0]
    assert found.parameters["weight"].tolist() == [4.0, 25.0]
    assert found.parameters["inner.weight"] is None


def test_parameters_and_buffers_come_by_name_and_detached(torch_solution: Any) -> None:
    found = torch_solution.parameters(torch_solution.Scale())
    assert list(found) == ["weight", "inner.weight", "inner.bias", "seen"]
    assert type(found["weight"]) is torch.Tensor
    assert not found["weight"].requires_grad


def test_submodules_of_a_module_can_be_reached_and_changed(torch_solution: Any) -> None:
    scale = torch_solution.Scale()
    assert scale.inner.weight.shape == (1, 2)
    scale.inner.weight.requires_grad_(False)
    scale.eval()
    assert scale.training is False
    scale.load_state_dict({**torch_solution.parameters(scale), "weight": torch.zeros(2)})
    assert scale(torch.ones(2)).tolist() == [0.0, 0.0]


def test_a_tensor_is_a_fresh_copy(torch_solution: Any) -> None:
    x = torch.ones(2)
    y = torch_solution.triple(x, times=1)
    y += 1
    assert x.tolist() == [1.0, 1.0]


def test_a_handle_that_is_a_bomb_is_not_a_value() -> None:
    bomb = msgpack.packb(msgpack.ExtType(Ext.HANDLE, msgpack.packb([1, [[]] * 1_000_000])))
    solution: Any = Solution(Session(lambda _: (Status.VALUE, bomb)), ENTRY)
    with pytest.raises(WrongAnswerError, match="a handle is too large"):
        solution.echo()


def test_a_block_without_gradients_ends_with_the_block_or_the_test(capsys: pytest.CaptureFixture[str]) -> None:
    source = "import torch\ndef f():\n    print(torch.is_grad_enabled())\n    return 1"
    solution, _ = connect(source, ["f"], numpy=np, torch=torch)
    with solution.no_grad():
        solution.f()
    solution.f()
    assert capsys.readouterr().out.split() == ["False", "True"]
    sys.modules.pop("solution", None)
