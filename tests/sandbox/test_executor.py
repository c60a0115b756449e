"""What the process that holds a solution does: load it, say why it cannot be loaded, carry out requests."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
import torch

from sandbox.error_text import MAX_TEXT, where
from sandbox.executor import Executor, LoadError, OutOfTimeError
from sandbox.frames import MAX_CLAIM, Status
from tests.support.handles import codec


class Asker:
    """An executor, asked in values."""

    def __init__(self, source: str, entry: list[str], **libraries: Any) -> None:
        self.executor = Executor(**libraries)
        self.executor.load(source.encode(), entry)
        self._codec = codec(libraries.get("numpy"), libraries.get("torch"))

    def __call__(self, operation: str, *arguments: object) -> tuple[Status, Any]:
        status, payload = self.executor.handle(self._codec.encode([operation, *arguments]))
        return status, self._codec.decode(payload) if status in {Status.VALUE, Status.RAISED} else payload

    def call(self, name: object, *args: object, **kwargs: object) -> Any:
        status, value = self("call", name, args, kwargs)
        assert status is Status.VALUE, value
        return value

    def fails(self, *args: object, name: str = "f") -> list[str]:
        status, fields = self("call", name, args, {})
        assert status is Status.RAISED, fields
        return fields


@pytest.fixture(autouse=True)
def _no_trace() -> Any:
    """Here the solution is loaded into the process of the tests."""
    yield
    sys.modules.pop("solution", None)


def loading(source: bytes | str, entry: tuple[str, ...] = ("f",)) -> str:
    """Why the source cannot be loaded."""
    with pytest.raises(LoadError) as caught:
        Executor().load(source.encode() if isinstance(source, str) else source, list(entry))
    return str(caught.value)


# Loading


def test_a_syntax_error_names_the_line_and_shows_it() -> None:
    assert loading("x = 1\n\ndef f(:\n    pass\n") == (
        'SyntaxError: invalid syntax\n  File "solution.py", line 3\n    def f(:'
    )


def test_a_wrong_indentation_and_mixed_tabs_are_syntax_errors_with_a_line() -> None:
    assert loading("def f():\nreturn 1\n").startswith("IndentationError: expected an indented block")
    assert "line 3" in loading("def f():\n\tif 1:\n        return 1\n")


def test_an_import_that_fails_names_the_module_and_the_line() -> None:
    reason = loading("import os\nimport no_such_module_at_all\ndef f(): pass\n")
    assert reason == (
        "ModuleNotFoundError: No module named 'no_such_module_at_all'\n"
        '  File "solution.py", line 2, in <module>\n    import no_such_module_at_all'
    )


def test_an_error_while_loading_shows_the_solutions_own_frames_only() -> None:
    reason = loading("def g():\n    return 1 / 0\nx = g()\ndef f(): pass\n")
    assert reason.splitlines() == [
        "ZeroDivisionError: division by zero",
        '  File "solution.py", line 3, in <module>',
        "    x = g()",
        '  File "solution.py", line 2, in g',
        "    return 1 / 0",
    ]


def test_a_missing_entry_is_named() -> None:
    assert loading("def g(): pass\n") == "solution.py does not define f"
    assert loading("") == "solution.py does not define f"
    assert loading("def f(): pass\n", ("f", "g")) == "solution.py does not define g"


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("def numIslands(x): pass\n", ", but numIslands: rename it"),
        (
            "class Solution:\n    def num_islands(self, x): pass\n",
            ", but class Solution has it as a method: move it out of the class",
        ),
        (
            "class Solution:\n    def numIslands(self, x): pass\n",
            ", but class Solution has it as a method: move it out of the class",
        ),
    ],
)
def test_an_entry_of_another_convention_is_found(source: str, hint: str) -> None:
    assert loading(source, ("num_islands",)) == f"solution.py does not define num_islands{hint}"


def test_utf_16_text_is_named() -> None:
    assert "the file is UTF-16 text; save it as UTF-8" in loading("def f(): pass\n".encode("utf-16"))


def test_an_entry_that_cannot_be_called_is_named() -> None:
    assert loading("f = 3\n") == "f in solution.py is not callable"


def test_a_builtin_of_the_entrys_name_is_not_a_definition() -> None:
    assert loading("", ("sorted",)) == "solution.py does not define sorted"


@pytest.mark.parametrize(
    "statement", ["import sys; sys.exit()", "exit(3)", "raise SystemExit('bye')", "raise KeyboardInterrupt"]
)
def test_leaving_while_loading_cannot_be_loaded(statement: str) -> None:
    assert "solution.py" in loading(f"def f(): pass\n{statement}\n")


def test_nul_bytes_cannot_be_loaded() -> None:
    assert loading(b"def f(): pass\n\0").startswith("SyntaxError: source code string cannot contain null bytes")


def test_an_unknown_or_unsupported_encoding_cannot_be_loaded() -> None:
    assert "no-such-codec" in loading(b"# coding: no-such-codec\ndef f(): pass\n")
    assert "SyntaxError" in loading("def f(): pass\n".encode("utf-16"))


@pytest.mark.parametrize("source", [b"def f(): pass\n# caf\xe9\n", b"def f(): pass\nx = 'caf\xe9'\n"])
def test_a_wrong_encoding_names_the_line(source: bytes) -> None:
    """In a comment too: `python solution.py` refuses such a file, `compile` does not."""
    reason = loading(source)
    assert "utf-8" in reason
    assert "line 2" in reason


def test_a_declared_encoding_counts() -> None:
    ask = Asker("", [])
    ask.executor.load("# coding: latin-1\ndef f(): return 'é'\n".encode("latin-1"), ["f"])
    assert ask.call("f") == "é"


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_line_endings_and_a_byte_order_mark_do_no_harm(ending: str, mark: bytes) -> None:
    ask = Asker("", [])
    ask.executor.load(mark + f"def f(x):{ending}    y = x{ending}    return 1 / y{ending}".encode(), ["f"])
    assert ask.call("f", 1) == 1.0
    assert ask.fails(0)[3].endswith("line 3, in f\n    return 1 / y")


def test_a_main_block_does_not_run() -> None:
    assert Asker("def f(): return 1\nif __name__ == '__main__':\n    raise SystemExit\n", ["f"]).call("f") == 1


def test_memory_and_time_that_run_out_while_loading_are_no_load_error() -> None:
    with pytest.raises(MemoryError):
        Executor().load(b"x = [0] * (1 << 62)\n", [])


def test_the_nodes_of_lists_and_trees_are_defined() -> None:
    ask = Asker("def f(a, b):\n    return ListNode(a, ListNode(b))\ndef g(x): return TreeNode(x)\n", ["f", "g"])
    assert ask.call("f", 1, 2).next.val == 2
    assert ask.call("g", 5).val == 5


def test_dataclasses_pickles_and_annotations_find_their_module() -> None:
    source = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\nimport typing, inspect\n"
        "@dataclass\nclass P:\n    x: int = 0\n"
        "def f(p: P) -> int:\n    return P(3).x + len(typing.get_type_hints(f))\n"
        "def g():\n    return inspect.getsource(f)\n"
    )
    ask = Asker(source, ["f", "g"])
    assert ask.call("f", 0) == 5
    assert ask.call("g").startswith("def f(p: P)")


# Calls


def test_positional_and_keyword_arguments_arrive() -> None:
    ask = Asker("def f(*args, **kwargs): return [args, kwargs]\n", ["f"])
    assert ask.call("f", 1, [2], key={"x": 3}) == [(1, [2]), {"key": {"x": 3}}]


def test_each_call_gets_a_fresh_copy() -> None:
    ask = Asker("def f(x):\n    x.append(1)\n    return x\n", ["f"], may_change_arguments=True)
    given: list[int] = []
    assert (ask.call("f", given), ask.call("f", given), given) == ([1], [1], [])


def test_what_cannot_travel_stays_and_comes_back_as_a_handle_that_can_be_used() -> None:
    source = (
        "class C:\n    def __init__(self, n): self.n = n\n    def add(self, k):\n        self.n += k\n        return self.n\n"
        "def f(c): return c.n\n"
    )
    ask = Asker(source, ["C", "f"])
    held = ask.call("C", 5)
    assert held.type_name == "C"
    assert ask("get", held, "n") == (Status.VALUE, 5)
    add = ask("get", held, "add")[1]
    assert ask.call(add, 2) == 7
    assert ask.call("f", held) == 7
    assert ask.call("f", c=held) == 7


def test_an_instance_of_a_subclass_stays() -> None:
    ask = Asker("class L(list): pass\ndef f(): return [L(), (L(),)]\n", ["f"])
    first, (second,) = ask.call("f")
    assert first.type_name == second.type_name == "L"


def test_a_handle_of_an_earlier_test_is_gone() -> None:
    ask = Asker("class C: pass\ndef f(c): return 1\n", ["C", "f"])
    held = ask.call("C")
    ask.executor.forget()
    assert "an object of an earlier test" in ask.fails(held)[2]


def test_numbers_of_handles_are_not_used_again() -> None:
    ask = Asker("class C: pass\n", ["C"])
    first = ask.call("C")
    ask.executor.forget()
    assert ask.call("C").number != first.number


def test_an_attribute_of_the_module_can_be_read() -> None:
    assert Asker("LIMIT = 7\n", [])("get", None, "LIMIT") == (Status.VALUE, 7)


def test_a_batch_runs_methods_in_order_and_gives_all_results() -> None:
    source = "class C:\n    def __init__(self): self.x = []\n    def put(self, v): self.x.append(v)\n    def get(self): return self.x\n"
    ask = Asker(source, ["C"])
    held = ask.call("C")
    assert ask("batch", held, [["put", 1], ["get"], ["put", 2], ["get"]]) == (
        Status.VALUE,
        [None, [1, 2], None, [1, 2]],
    )


def test_a_batch_on_the_module_calls_functions() -> None:
    ask = Asker("def f(x): return x + 1\ndef g(x, y): return x * y\n", ["f", "g"])
    assert ask("batch", None, [["f", 1], ["g", 2, 3]]) == (Status.VALUE, [2, 6])


def test_a_batch_ends_at_the_first_call_that_raises() -> None:
    ask = Asker("seen = []\ndef f(x):\n    seen.append(x)\n    return 1 // x\n", ["f"])
    status, fields = ask("batch", None, [["f", 1], ["f", 0], ["f", 2]])
    assert (status, fields[0]) == (Status.RAISED, "ZeroDivisionError")
    assert ask("get", None, "seen") == (Status.VALUE, [1, 0])


# What goes wrong in a call


def test_an_exception_is_described_by_type_builtin_kind_message_and_own_frames() -> None:
    source = "class Odd(KeyError): pass\ndef g(x):\n    raise Odd(x)\ndef f(x):\n    return g(x)\n"
    assert Asker(source, ["f"]).fails("k") == [
        "Odd",
        "KeyError",
        "'k'",
        '\n  File "solution.py", line 5, in f\n    return g(x)\n  File "solution.py", line 3, in g\n    raise Odd(x)',
    ]


def test_frames_of_libraries_and_of_the_judge_are_not_shown() -> None:
    trail = Asker("import json\ndef f(x):\n    return json.loads(x)\n", ["f"]).fails("{")[3]
    assert trail == '\n  File "solution.py", line 3, in f\n    return json.loads(x)'


def test_a_recursion_shows_the_line_that_calls_itself_once() -> None:
    name, _, message, trail = Asker("def f(n):\n    return f(n + 1)\n", ["f"]).fails(0)
    assert (name, message.partition(" exceeded")[0]) == ("RecursionError", "maximum recursion depth")
    assert "sys.setrecursionlimit() allows more calls in one another, a loop needs none" in message
    assert trail.count("return f(n + 1)") == 1
    assert "more of the same line" in trail


def test_only_the_innermost_frames_of_a_deep_call_are_shown() -> None:
    source = "".join(f"def f{n}(x):\n    return f{n + 1}(x)\n" for n in range(20)) + "def f20(x):\n    return 1 / x\n"
    trail = Asker(source, ["f0"]).fails(0, name="f0")[3]
    assert trail.endswith("in f20\n    return 1 / x")
    assert "13 more" in trail
    assert "in f0\n" not in trail


def test_a_long_message_is_cut_and_says_how_long_it_was() -> None:
    message = Asker("def f(n): raise ValueError('x' * n)\n", ["f"]).fails(10**6)[2]
    assert len(message) < MAX_TEXT + 50
    assert message.endswith("(1,000,000 characters)")


def test_a_message_that_cannot_be_made_is_replaced() -> None:
    source = "class E(ValueError):\n    def __str__(self): raise SystemExit\ndef f(): raise E\n"
    assert Asker(source, ["f"]).fails()[2] == "(its message cannot be shown)"


@pytest.mark.parametrize(
    ("raised", "name"),
    [("SystemExit(0)", "SystemExit"), ("KeyboardInterrupt", "KeyboardInterrupt"), ("G", "GeneratorExit")],
)
def test_what_is_not_an_exception_is_an_answer_like_any_other(raised: str, name: str) -> None:
    fields = Asker(f"G = GeneratorExit\ndef f(): raise {raised}\n", ["f"]).fails()
    assert fields[:2] == [name, name]


def test_an_exception_group_is_described() -> None:
    fields = Asker("def f(): raise ExceptionGroup('two', [ValueError('a'), KeyError('b')])\n", ["f"]).fails()
    assert fields[:3] == ["ExceptionGroup", "ExceptionGroup", "two (2 sub-exceptions)"]


def test_lone_surrogates_in_a_message_arrive_as_something() -> None:
    assert Asker("def f(): raise ValueError('a\\udcffb')\n", ["f"]).fails()[2] == "a?b"


def test_a_memory_error_is_a_limit_and_names_the_line() -> None:
    ask = Asker("def f():\n    raise MemoryError\n", ["f"])
    assert ask("call", "f", (), {}) == (Status.MEMORY, b"line 2, in f: raise MemoryError")


@pytest.mark.parametrize(
    "message", ["[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried", "std::bad_alloc"]
)
def test_a_failed_allocation_of_torch_is_a_limit(message: str) -> None:
    source = f"def f():\n    raise RuntimeError({message!r})\n"
    assert Asker(source, ["f"])("call", "f", (), {})[0] is Status.MEMORY


def test_the_soft_limit_passes_through_except_exception_and_names_the_line() -> None:
    assert not issubclass(OutOfTimeError, Exception)
    ask = Asker("def f(stop):\n    try:\n        stop()\n    except Exception:\n        return 0\n", ["f"])

    def stop() -> None:
        raise OutOfTimeError

    try:
        ask.executor._module.f(stop)
    except OutOfTimeError as error:
        assert where(error) == b"line 3, in f: stop()"


def test_a_value_too_large_to_send_is_too_much_output() -> None:
    status, why = Asker("def f(n): return b'x' * n\n", ["f"])("call", "f", (MAX_CLAIM,), {})
    assert status is Status.OUTPUT
    assert why == b"returned a value of more than 31 MB"


@pytest.mark.parametrize(
    "value", ["[0] * 9_000_000", "ring", "1 << (1 << 24)", "functools.reduce(lambda a, _: [a], range(200), 0)"]
)
def test_a_value_that_cannot_be_sent_is_an_error_of_the_solution(value: str) -> None:
    ask = Asker(f"import functools\nring = []\nring.append(ring)\ndef f(): return {value}\n", ["f"])
    assert "cannot travel" in ask.fails()[2]


def test_an_unknown_entry_or_method_is_an_attribute_error_of_the_solution() -> None:
    ask = Asker("class C: pass\n", ["C"])
    assert ask.fails(name="g")[:2] == ["AttributeError", "AttributeError"]
    assert ask("get", ask.call("C"), "missing")[0] is Status.RAISED


# Gradients


LINEAR = """\
import torch
from torch import nn

class Linear(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([2.0, 3.0]))
        self.unused = nn.Parameter(torch.ones(1))
        self.frozen = nn.Parameter(torch.ones(1), requires_grad=False)
        self.register_buffer("steps", torch.tensor(7))
        self.register_buffer("cached", torch.tensor(8), persistent=False)

    def forward(self, x, other=None):
        return (x * self.weight).sum(-1)

def square(x): return x * x
def pair(x, y): return x * y, x + y
def detached(x): return x.detach() * 2
def same(x): return x
def nested(x, cache): return x * x, (cache[0] * x, cache[1])
def recorded(x):
    print(x.requires_grad and (x * 2).requires_grad)
    return 1
"""


@pytest.fixture
def ask_torch() -> Asker:
    return Asker(LINEAR, ["Linear", "square", "pair", "detached", "same"], numpy=np, torch=torch)


def vjp(ask: Asker, target: object, *args: object, cotangents: object = None, **kwargs: object) -> list[Any]:
    status, value = ask("vjp", target, args, kwargs, cotangents)
    assert status is Status.VALUE, value
    return value


def test_the_gradient_of_a_function_with_respect_to_its_argument(ask_torch: Asker) -> None:
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    output, inputs, parameters = vjp(ask_torch, "square", x)
    assert torch.equal(output, x * x)
    assert torch.equal(inputs[0], 2 * x)
    assert parameters == {}


def test_cotangents_are_pulled_back(ask_torch: Asker) -> None:
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    inputs = vjp(ask_torch, "square", x, cotangents=torch.tensor([10.0, 0.0]))[1]
    assert torch.equal(inputs[0], torch.tensor([20.0, 0.0]))


def test_several_outputs_take_a_tuple_of_cotangents(ask_torch: Asker) -> None:
    x, y = torch.tensor(3.0, requires_grad=True), torch.tensor(5.0, requires_grad=True)
    inputs = vjp(ask_torch, "pair", x, y=y, cotangents=(torch.tensor(1.0), torch.tensor(10.0)))[1]
    assert [grad.item() for grad in inputs] == [15.0, 13.0]


def test_tuples_in_tuples_have_gradients_in_the_same_places(ask_torch: Asker) -> None:
    cache = (torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True))
    cotangents = (torch.tensor(0.0), (torch.tensor(1.0), torch.tensor(10.0)))
    inputs = vjp(ask_torch, "nested", torch.tensor(5.0), cache, cotangents=cotangents)[1]
    assert [grad.item() for grad in inputs] == [5.0, 10.0]


def test_an_operation_can_run_without_gradients(ask_torch: Asker, capsys: pytest.CaptureFixture[str]) -> None:
    x = torch.tensor(3.0, requires_grad=True)
    ask_torch("no_grad", "call", "recorded", (x,), {})
    ask_torch.call("recorded", x)
    assert capsys.readouterr().out.split() == ["False", "True"]


def test_only_arguments_that_want_a_gradient_get_one(ask_torch: Asker) -> None:
    inputs = vjp(ask_torch, "pair", torch.tensor(3.0), torch.tensor(5.0, requires_grad=True))[1]
    assert [grad.item() for grad in inputs] == [4.0]


def test_a_modules_parameters_get_gradients_by_name(ask_torch: Asker) -> None:
    x = torch.tensor([[1.0, 10.0]], requires_grad=True)
    output, inputs, parameters = vjp(ask_torch, ask_torch.call("Linear"), x)
    assert output.tolist() == [32.0]
    assert inputs[0].tolist() == [[2.0, 3.0]]
    assert parameters["weight"].tolist() == [1.0, 10.0]
    assert (parameters["unused"], parameters["frozen"]) == (None, None)


def test_statistics_that_were_detached_show_as_a_missing_gradient(ask_torch: Asker) -> None:
    assert vjp(ask_torch, "detached", torch.ones(2, requires_grad=True))[1] == [None]


def test_a_function_that_returns_its_argument_has_a_gradient(ask_torch: Asker) -> None:
    assert vjp(ask_torch, "same", torch.ones(2, requires_grad=True))[1][0].tolist() == [1.0, 1.0]


def test_gradients_are_those_of_one_call_and_do_not_add_up(ask_torch: Asker) -> None:
    module = ask_torch.call("Linear")
    x = torch.tensor([[1.0, 10.0]])
    vjp(ask_torch, module, x)
    assert vjp(ask_torch, module, x)[2]["weight"].tolist() == [1.0, 10.0]


def test_the_wrong_number_of_outputs_is_an_error_of_the_solution(ask_torch: Asker) -> None:
    cotangents = (torch.tensor(1.0), torch.tensor(1.0))
    status, _ = ask_torch("vjp", "square", (torch.tensor(1.0, requires_grad=True),), {}, cotangents)
    assert status is Status.RAISED


def test_parameters_and_buffers_of_the_state_come_detached_by_name(ask_torch: Asker) -> None:
    status, found = ask_torch("parameters", ask_torch.call("Linear"))
    assert status is Status.VALUE
    assert list(found) == ["weight", "unused", "frozen", "steps"]
    assert found["steps"].item() == 7
    assert not any(tensor.requires_grad for tensor in found.values())


@pytest.mark.parametrize("line", [None, -1, 0])
def test_a_timeout_outside_any_line_is_reported_with_the_functions_first(line: int | None) -> None:
    namespace: dict[str, Any] = {}
    exec(compile("\ndef f():\n    raise stop\n", "solution.py", "exec"), namespace)
    namespace["stop"] = OutOfTimeError()
    with pytest.raises(OutOfTimeError) as caught:
        namespace["f"]()

    class Frames:
        """A traceback as Python 3.11 makes one at the end of a loop, which no assignment to a real one can."""

        tb_lineno, tb_next = line, None
        tb_frame = caught.tb.tb_next.tb_frame

    assert where(type("Error", (), {"__traceback__": Frames})()).startswith(b"line 2, in f")
