"""Loads a solution and carries out requests on it. Runs in the process that holds foreign code.

Nothing here is a defence: whatever foreign code does to this module, the process can only write bytes, and those are
measured outside and decoded in the grader. It knows no test, no expected value and no limit.

A request is an encoded list: [operation, ...]; see the methods named `_do_...`.
"""

from __future__ import annotations

import builtins
import linecache
import sys
from collections.abc import Callable, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import msgpack

from sandbox import structures
from sandbox.error_text import (
    FILENAME,
    check_encoding,
    describe_syntax_error,
    headline,
    lines,
    message,
    near,
    trail,
    where,
)
from sandbox.fingerprint import AN_ARGUMENT, Camera, EarlierResults, Fingerprint, changed_argument
from sandbox.frames import MAX_CLAIM, Status
from sandbox.messages import Claim, Raised
from sandbox.out_of_memory import Memory
from sandbox.replay import Replay, Replays, spent_s
from sandbox.value_limits import ValueTravelError
from sandbox.values import Codec

MAX_LOAD_S: Final = 0.02
"""CPU time. A source that takes longer to run is not run again."""
_CALLS: Final = frozenset({"call", "vjp"})
_READS: Final = frozenset({"parameters", "no_grad"})


class OutOfTimeError(BaseException):
    """The soft limit has run out. No Exception, so that `except Exception` in a solution does not stop it."""


class LoadError(Exception):
    """The source cannot be loaded; the message says why and where."""


class Executor:
    """A loaded solution: its module, and the objects that it returned and that cannot travel."""

    def __init__(
        self,
        memory: Memory | None = None,
        /,
        numpy: ModuleType | None = None,
        torch: Any = None,
        *,
        may_change_arguments: bool = False,
        objects_keep_state: bool = False,
    ) -> None:
        """Take the runtime's libraries, and the memory that the solution may use."""
        self._may_change_arguments = may_change_arguments
        self._objects_keep_state = objects_keep_state
        self._camera = Camera(numpy, torch)
        self._numpy, self._torch, self._memory = numpy, torch, memory or Memory()
        self._module = ModuleType("solution")
        self._code: CodeType | None = None
        # it may be forbidden from here on, and is gone before foreign code runs
        self._compile: Callable[..., Any] | None = compile
        self._objects: dict[int, object] = {}
        self._count = 0
        self._codec = Codec(numpy, torch, hold=self._hold, resolve=self._resolve)
        self._earlier = EarlierResults(self._camera, torch)
        self._replays = Replays(self._copy, Codec(numpy, torch), numpy, torch)
        self._operations: dict[str, Callable[..., object]] = {
            "call": self._do_call,
            "get": self._do_get,
            "batch": self._do_batch,
            "build": self._do_build,
            "vjp": self._do_vjp,
            "parameters": self._do_parameters,
            "no_grad": self._do_no_grad,
        }

    def load(self, source: bytes, entry: Sequence[str]) -> None:
        """Run the module's body. Raises LoadError. A source that ends the process is for the caller to notice."""
        linecache.cache[FILENAME] = (len(source), None, lines(source), FILENAME)
        sys.modules["solution"] = self._module
        try:
            check_encoding(source)
            make, self._compile = self._compile or compile, None
            code: CodeType = make(source, FILENAME, "exec", dont_inherit=True)
            del make
            started = spent_s()
            self._run(code)
            if spent_s() - started < MAX_LOAD_S:
                self._code = code
        except (OutOfTimeError, MemoryError):
            raise
        except SyntaxError as error:
            raise LoadError(describe_syntax_error(error)) from None
        except BaseException as error:  # noqa: BLE001 - SystemExit too
            if self._memory.ran_out(error):
                raise MemoryError(str(error)).with_traceback(error.__traceback__) from None
            raise LoadError(f"{headline(error)}{trail(error.__traceback__)}") from None
        for name in entry:
            if name not in self._module.__dict__:
                raise LoadError(f"{FILENAME} does not define {name}{near(self._module.__dict__, name)}")
            if not callable(self._module.__dict__[name]):
                raise LoadError(f"{name} in {FILENAME} is not callable")

    def _run(self, code: CodeType) -> None:
        self._module.__dict__.update(
            __file__=FILENAME, ListNode=structures.ListNode, TreeNode=structures.TreeNode, __builtins__=builtins
        )
        FunctionType(code, self._module.__dict__)()  # exec may be forbidden

    def forget(self) -> None:
        """Let go of the objects behind handles: a new test begins."""
        self._objects.clear()
        self._replays.begin_test()
        self._memory.forget()

    def _copy(self) -> Executor | None:
        """The same source, run again in a module of its own; None if that takes long."""
        if self._code is None:
            return None
        copy = Executor(numpy=self._numpy, torch=self._torch)
        copy._compile = None
        copy._run(self._code)
        return copy

    def repeat(self, request: bytes, count: int | None = None) -> object:
        """Carry out a request and give its result. What stays here is numbered from `count` on."""
        operation, *arguments = self._codec.decode(request)
        result = self._operations[operation](*arguments)
        if count is not None:
            self._count = count
            self._codec.encode(result)
        return result

    def handle(self, request: bytes) -> Claim:
        """Carry out one request. Foreign code may have forged the result."""
        try:
            operation, *arguments = self._codec.decode(request)
            owned = () if self._may_change_arguments else arguments
            before = Fingerprint(self._camera, self._torch, owned)
            replay = self._prepare_replay(request, operation, arguments)
            count = self._count
            result = self._operations[operation](*arguments)
            payload = self._codec.encode(result)
            if replay and self._count > count:
                self._replays.note_made(replay, count)
                replay = None
            changed = (
                before.changed_setting()
                or self._changed_argument(request, before, arguments)
                or self._earlier.changed(result)
                or (self._replays.finding(replay, payload) if replay else "")
            )
            if (operation in _CALLS or operation == "no_grad") and not self._objects_keep_state:
                self._earlier.keep(result, len(payload))
        except OutOfTimeError as error:
            return Claim(Status.TIME, where(error))
        except ValueTravelError as error:
            return _raised("ValueTravelError", "", f"what was returned cannot travel: {error}", "")
        except MemoryError as error:
            self._memory.relieve()
            return out_of_memory(error)
        except BaseException as error:  # noqa: BLE001 - whatever a solution raises is its answer
            return self._claim_of(error)
        if self._memory.thread_error is not None:
            return out_of_memory(self._memory.thread_error)
        if len(payload) >= MAX_CLAIM:
            return Claim(Status.OUTPUT, f"returned a value of more than {MAX_CLAIM >> 20} MB".encode())
        return Claim(Status.CHANGED, changed.encode(errors="replace")) if changed else Claim(Status.VALUE, payload)

    def _prepare_replay(self, request: bytes, operation: str, arguments: list[Any]) -> Replay | None:
        target = arguments[0] if arguments else None
        if operation in _CALLS:
            called = self._target(target)
            if type(target) is str and not isinstance(called, type):
                return self._replays.choose(target, request, with_gradients=operation == "vjp")
            if self._is_module(called) and not self._objects_keep_state:
                return self._replays.choose(type(called).__name__, request, with_gradients=operation == "vjp")
        if operation not in _READS:
            self._replays.note(request, self._count)
        return None

    def _is_module(self, value: object) -> bool:
        return self._torch is not None and isinstance(value, self._torch.nn.Module)

    def _claim_of(self, error: BaseException) -> Claim:
        """What a solution claims by raising `error`."""
        try:
            lack = error if self._memory.ran_out(error) else self._memory.thread_error
            if lack is not None:
                self._memory.relieve()
                return out_of_memory(lack)
            builtin = next(kind.__name__ for kind in type(error).__mro__ if kind in _BUILTIN_EXCEPTIONS)
            return _raised(type(error).__name__, builtin, message(error), trail(error.__traceback__))
        except OutOfTimeError as out:
            return Claim(Status.TIME, where(out))
        except MemoryError:  # there is too little left even to look at the error
            self._memory.relieve()
            return out_of_memory(error)
        except BaseException:  # noqa: BLE001 - a __str__ that raises
            return _raised("Exception", "Exception", "(its message cannot be shown)", "")

    def _changed_argument(self, request: bytes, before: Fingerprint, arguments: list[Any]) -> str:
        if not before.arguments_changed():
            return ""
        was: list[Any] = self._codec.decode(request)[1:]
        if len(was) > 1 and type(was[1]) is tuple:  # call, build and vjp; batch has a list of calls
            return changed_argument(self._camera, self._target(was[0]), was[1:3], arguments[1:3])
        return AN_ARGUMENT

    def _hold(self, value: object) -> bytes:
        self._count += 1
        self._objects[self._count] = value
        packed: bytes = msgpack.packb([self._count, str(type(value).__name__)[:100]])
        return packed

    def _resolve(self, data: bytes) -> object:
        number, _ = msgpack.unpackb(data)
        try:
            return self._objects[number]
        except KeyError:
            raise LookupError("a test used an object of an earlier test, or of a process that has ended") from None

    def _target(self, target: object) -> Any:
        return getattr(self._module, target) if type(target) is str else target

    def _do_call(self, target: object, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        return self._target(target)(*args, **kwargs)

    def _do_get(self, target: object, name: str) -> object:
        return getattr(self._module if target is None else target, name)

    def _do_batch(self, target: object, calls: list[list[Any]]) -> list[object]:
        """Many methods of one object (None: functions of the module), in order."""
        owner = self._module if target is None else target
        return [getattr(owner, name)(*args) for name, *args in calls]

    def _do_build(
        self, target: object, args: tuple[Any, ...], kwargs: dict[str, Any], calls: list[list[Any]]
    ) -> object:
        """Call the target, then methods of its result, in order."""
        instance = self._do_call(target, args, kwargs)
        self._do_batch(instance, calls)
        return instance

    def _do_vjp(self, target: object, args: tuple[Any, ...], kwargs: dict[str, Any], cotangents: Any) -> list[object]:
        """[output, gradients of the arguments that require one, gradients of the target's parameters by name].

        A gradient is None where the output does not depend on its input. Without cotangents they are ones. Tuples in
        tuples have theirs in the same places.
        """
        function = self._target(target)
        output = function(*args, **kwargs)
        is_tensor = self._torch.is_tensor
        given_values = _flat((*args, *kwargs.values()))
        leaves = [value for value in given_values if is_tensor(value) and value.requires_grad]
        named = dict(function.named_parameters()) if hasattr(function, "named_parameters") else {}
        wanted = [*leaves, *(parameter for parameter in named.values() if parameter.requires_grad)]
        outputs = [value for value in _flat(output) if is_tensor(value)]
        given = [self._torch.ones_like(value) for value in outputs] if cotangents is None else _flat(cotangents)
        pairs = [(value, grad) for value, grad in zip(outputs, given, strict=True) if value.requires_grad]
        found: tuple[Any, ...] = (None,) * len(wanted)
        if pairs and wanted:
            roots, grads = zip(*pairs, strict=True)
            found = self._torch.autograd.grad(roots, wanted, grads, allow_unused=True)
        by_tensor = {id(tensor): grad for tensor, grad in zip(wanted, found, strict=True)}
        return [
            output,
            [by_tensor[id(leaf)] for leaf in leaves],
            {name: by_tensor.get(id(parameter)) for name, parameter in named.items()},
        ]

    def _do_no_grad(self, operation: str, *arguments: object) -> object:
        """Any other operation, under torch.no_grad()."""
        with self._torch.no_grad():
            return self._operations[operation](*arguments)

    def _do_parameters(self, module: Any) -> dict[str, object]:
        """The module's parameters, and the buffers that its state_dict holds, by name, detached."""
        kept = module.state_dict()
        named = [*module.named_parameters(), *(pair for pair in module.named_buffers() if pair[0] in kept)]
        return {name: tensor.detach() for name, tensor in named}


def _flat(value: object) -> list[Any]:
    """What is in a tuple, and in the tuples in it, in order; a value that is none is alone."""
    return [leaf for item in value for leaf in _flat(item)] if type(value) is tuple else [value]


_BUILTIN_EXCEPTIONS: Final = frozenset(
    kind for kind in vars(builtins).values() if isinstance(kind, type) and issubclass(kind, BaseException)
)


def _raised(name: str, builtin: str, text: str, trail: str) -> Claim:
    return Claim(Status.RAISED, Raised(name[:100], builtin, text, trail).pack())


def out_of_memory(error: BaseException) -> Claim:
    """The claim that memory ran out with `error`, and where."""
    stack = f" ({error})" if str(error).startswith("a thread's stack") else ""
    return Claim(Status.MEMORY, where(error) + stack.encode())
