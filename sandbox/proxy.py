"""What a test sees as `solution`: a proxy for names, functions and objects that live in another process.

Every call is one request over a transport: frames to the solution container in the grader, a plain function call
under `pytest --solution`. Everything that comes back is a plain value or a `Handle`, which equals nothing.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final, NoReturn

import msgpack

from sandbox.frames import Status
from sandbox.messages import Raised
from sandbox.value_limits import BadValueError, ValueTravelError
from sandbox.values import Codec

Transport = Callable[[bytes], tuple[Status, bytes]]

_ASKED_BY_HYPOTHESIS: Final = frozenset(
    {"execute_example", "setup_example", "teardown_example", "hypothesis_internal_is_this_a_mock_check"}
)
"""Attributes that hypothesis looks for on the first argument of each test. They are no business of the solution's."""

_MAX_HANDLE: Final = 1 << 10
_MAX_FINDING: Final = 120
"""Bytes of what the executor says that a call did wrong."""


class SolutionStoppedError(BaseException):
    """A limit ended the solution, or it broke a rule. No Exception: a test has no business catching it."""


class SolutionRaisedError(Exception):
    """The solution raised. What is raised in a test is a subclass of this and of the builtin exception it was."""

    trail = ""


class WrongAnswerError(AssertionError):
    """What the solution returned is wrong. `summary` shows neither inputs nor expected values; `detail` does."""

    def __init__(self, summary: str, detail: str = "") -> None:
        super().__init__(f"{summary}\n{detail}" if detail else summary)
        self.summary = summary
        self.detail = detail


class Handle:
    """An object that stayed with the solution. It can be called and passed to other calls.

    It is not a value: comparing it, testing its truth or using it as a number is a wrong answer. It has attributes only
    if it is an instance of a class that the problem asks for, or an attribute of one. Anything else that a call returns
    has none: `got.equal(expected)` would hand `expected` to the solution and believe its answer.
    """

    __slots__ = ("_has_attributes", "_packed", "_session", "_test", "_type_name")

    def __init__(self, session: Session, packed: bytes, type_name: str, *, has_attributes: bool) -> None:
        self._session = session
        self._packed = packed
        self._type_name = type_name
        self._has_attributes = has_attributes
        self._test = session.test

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Call the object where it is."""
        return self._session.request("call", self, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if not self._has_attributes:
            self._not_a_value()
        return self._session.request("get", self, name)

    def __repr__(self) -> str:
        return f"<an object of type {self._type_name}>"

    def _not_a_value(self, *_: object) -> NoReturn:
        raise WrongAnswerError(f"got an object of type {self._type_name} where a plain value was expected")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _not_a_value
    __bool__ = __float__ = __int__ = __len__ = __iter__ = __getitem__ = __contains__ = _not_a_value
    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Gradients:
    """Outputs and vector-Jacobian products.

    Attributes:
        output: what the function returned.
        inputs: one for each tensor argument that requires a gradient, in order, in tuples too; None where it has no
            influence.
        parameters: by name, for a module; None where one has no influence.
    """

    output: Any
    inputs: list[Any]
    parameters: dict[str, Any]


@dataclass(slots=True)
class Exchange:
    """A request and its result, for `sandbox.transcript` to show."""

    operation: str
    arguments: tuple[Any, ...]
    result: object = None


class Session:
    """The requests of one run of the tests, and what became of them in the current test.

    Attributes:
        test: number of the current test.
        answered: whether the solution has answered anything in this test.
        stopped: what ended the solution in this test.
        transcript: the requests of this test, or None where nobody wants them.
        grad: whether the solution records gradients (torch).
    """

    def __init__(self, transport: Transport, numpy: ModuleType | None = None, torch: ModuleType | None = None) -> None:
        self._transport = transport
        self._codec = Codec(numpy, torch, hold=self._pack_handle, resolve=self._unpack_handle)
        self._handles_have_attributes = False
        self.test = 0
        self.answered = False
        self.stopped: str | None = None
        self.transcript: list[Exchange] | None = None
        self.grad = True

    def begin_test(self) -> None:
        """Forget the last test."""
        self.test += 1
        self.answered = False
        self.stopped = None
        self.grad = True
        if self.transcript is not None:
            self.transcript = []

    def request(self, operation: str, *arguments: object) -> Any:
        """Carry out one operation; see `sandbox.executor`.

        Raises:
            SolutionRaisedError: the solution raised.
            SolutionStoppedError: a limit ended it; every further request of this test raises it again.
            WrongAnswerError: what came back is not the bytes of a value.
            TypeError: the test passed something that cannot travel.
        """
        if self.stopped is not None:
            raise SolutionStoppedError(self.stopped)
        try:
            packed = self._codec.encode([operation, *arguments] if self.grad else ["no_grad", operation, *arguments])
        except ValueTravelError as error:
            raise TypeError(f"this test passes something that cannot travel to the solution: {error}") from None
        exchange = Exchange(operation, arguments)
        if self.transcript is not None:
            self.transcript.append(exchange)
        status, payload = self._transport(packed)
        self.answered = True
        if status is Status.VALUE:
            # a name in CapWords is a class: what calling it gives is an object that the problem asks for
            calls = operation in {"call", "build"}
            constructs = calls and isinstance(arguments[0], str) and arguments[0][:1].isupper()
            self._handles_have_attributes = constructs or operation == "get"
            exchange.result = self._decode(payload)
            return exchange.result
        if status is Status.RAISED:
            raise self._exception(payload)
        if status is Status.CHANGED:
            raise WrongAnswerError(payload[:_MAX_FINDING].decode(errors="replace"))
        self.stopped = status.name
        raise SolutionStoppedError(status.name)

    def _decode(self, payload: bytes) -> Any:
        try:
            return self._codec.decode(payload)
        except BadValueError as error:
            raise WrongAnswerError(f"what the solution sent back is not a value: {error}") from None

    def _exception(self, payload: bytes) -> SolutionRaisedError:
        fields = self._decode(payload)
        if type(fields) is not list or [type(field) for field in fields] != [str] * 4:
            raise WrongAnswerError("what the solution sent back is not the description of an exception")
        raised = Raised(*fields)
        kind = _RAISED.get(raised.builtin, SolutionRaisedError)
        error = kind(f"{raised.name}: {raised.text}" if raised.text else raised.name)
        error.trail = raised.trail
        return error

    def _pack_handle(self, value: object) -> bytes:
        if type(value) is not Handle:
            raise ValueTravelError(f"a value of type {type(value).__name__}")
        if value._test != self.test:  # noqa: SLF001 - a session and its handles are one thing
            raise ValueTravelError("an object of an earlier test; make one in each test")
        return value._packed  # noqa: SLF001 - a session and its handles are one thing

    def _unpack_handle(self, data: bytes) -> Handle:
        if len(data) > _MAX_HANDLE:  # a number and a name; lists of lists would take seconds to unpack
            raise BadValueError("a handle is too large")
        number, type_name = msgpack.unpackb(data)
        if type(number) is not int or type(type_name) is not str:
            raise BadValueError("a handle is malformed")
        return Handle(self, data, type_name, has_attributes=self._handles_have_attributes)


class _Function:
    """An entry of the solution, by name: calling it is one request."""

    __slots__ = ("_name", "_session")

    def __init__(self, session: Session, name: str) -> None:
        self._session = session
        self._name = name

    def __call__(self, *args: object, **kwargs: object) -> Any:
        return self._session.request("call", self._name, args, kwargs)

    def __repr__(self) -> str:
        return f"<{self._name} of the solution>"


class Solution:
    """The submitted module. `solution.name` is an entry, or any other attribute, by value or as a handle."""

    def __init__(self, session: Session, entry: Sequence[str]) -> None:
        self._session = session
        self._entry = frozenset(entry)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in _ASKED_BY_HYPOTHESIS:
            raise AttributeError(name)
        return _Function(self._session, name) if name in self._entry else self._session.request("get", None, name)

    def batch(self, target: Handle | None, calls: Sequence[Sequence[Any]]) -> list[Any]:
        """Many calls in one round trip: each of `calls` is (method name, *arguments); the results in order.

        `target` is an object of the solution's, or None for functions of the module. The first call that raises
        ends the batch.
        """
        results: list[Any] = self._session.request("batch", target, [list(call) for call in calls])
        if type(results) is not list or len(results) != len(calls):
            raise WrongAnswerError("a batch of calls returned the wrong number of results")
        return results

    def build(self, entry: Any, *args: Any, calls: Sequence[Sequence[Any]] = (), **kwargs: Any) -> Any:
        """An object, and calls of its methods as in `batch`, in one round trip: a module with its weights loaded.

        Args:
            entry: a class of the solution's: `solution.LayerNorm`.
            *args: arguments of the class.
            calls: each is (method name, *arguments); what they give is dropped, and the first that raises ends it all.
            **kwargs: keyword arguments of the class.
        """
        target = entry._name if type(entry) is _Function else entry  # noqa: SLF001 - see _Function
        return self._session.request("build", target, args, kwargs, [list(call) for call in calls])

    def vjp(self, function: Any, *args: Any, cotangents: Any = None, **kwargs: Any) -> Gradients:
        """Call `function` (an entry or a handle) and pull `cotangents` back through it (torch).

        Args:
            function: a function, or a module, whose parameters get gradients too.
            *args: its arguments; those that require a gradient get one, in tuples too.
            cotangents: one tensor of the output's shape, a tuple of them for a tuple of outputs (tuples in tuples too),
                or None for ones.
            **kwargs: its keyword arguments, likewise.
        """
        target = function._name if type(function) is _Function else function  # noqa: SLF001 - see _Function
        output, inputs, parameters = self._session.request("vjp", target, args, kwargs, cotangents)
        return Gradients(output, inputs, parameters)

    @contextmanager
    def no_grad(self) -> Iterator[None]:
        """Within this block the solution is called under torch.no_grad()."""
        self._session.grad = False
        try:
            yield
        finally:
            self._session.grad = True

    def parameters(self, module: Handle) -> dict[str, Any]:
        """The parameters of a module, and the buffers that its state_dict holds, by name, detached (torch)."""
        found: dict[str, Any] = self._session.request("parameters", module)
        return found


def _raised_class(kind: type[BaseException]) -> type[SolutionRaisedError] | None:
    def __init__(self: Any, message: str = "") -> None:  # noqa: N807 - some builtins insist on other arguments
        Exception.__init__(self, message)

    body = {"__init__": __init__, "__str__": lambda self: str(self.args[0])}
    try:
        raised = type(f"SolutionRaised{kind.__name__}", (SolutionRaisedError, kind), body)
        raised("")
    except TypeError:  # a layout or a constructor of its own (exception groups): a plain SolutionRaisedError then
        return None
    return raised


_RAISED: Final[dict[str, type[SolutionRaisedError]]] = {
    kind.__name__: raised
    for kind in vars(builtins).values()
    if isinstance(kind, type) and issubclass(kind, Exception) and (raised := _raised_class(kind))
}
