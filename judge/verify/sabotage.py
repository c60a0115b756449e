"""Runs behind an accepted submission, in its module, and breaks it in one way: see `judge.verify.saboteurs`.

This file is sent to the sandbox as text; it imports nothing of judge. A saboteur has hooks around each outermost call
of an entry, or of a method of an entry that is a class.
"""

from __future__ import annotations

import functools
import inspect
import random
import sys
from array import array
from collections.abc import Callable
from typing import Any

Wrapper = Callable[["Call"], Any]
np: Any = sys.modules.get("numpy")
torch: Any = sys.modules.get("torch")


class Call:
    """One call: `run()` makes it, with `args` and `kwargs` as they then are."""

    def __init__(self, function: Callable[..., Any], owner: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.function, self.owner = function, owner
        self.args, self.kwargs = args, kwargs

    def run(self) -> Any:
        """What the solution gives."""
        first = () if self.owner is None else (self.owner,)
        return self.function(*first, *self.args, **self.kwargs)

    def spoiled_if(self, condition: bool) -> Any:  # noqa: FBT001 - reads as a sentence
        """The result, a wrong one if the condition holds."""
        result = self.run()
        if not condition or result is None or (is_array(result) and 0 in result.shape):
            return result
        acts()
        return spoiled(result)

    @property
    def values(self) -> list[Any]:
        """All arguments."""
        return [*self.args, *self.kwargs.values()]

    @property
    def named(self) -> dict[str, Any]:
        """All arguments by name."""
        first = () if self.owner is None else (self.owner,)
        bound = inspect.signature(self.function).bind(*first, *self.args, **self.kwargs).arguments
        return {name: value for name, value in bound.items() if value is not self.owner}


def install(names: list[str], module: dict[str, Any], saboteur: str, *, alarm: bool) -> None:
    """Wrap entries in place. With `alarm`, the saboteur raises where it would break something."""
    wrapper = SABOTEURS[saboteur]
    if alarm:
        _alarm.append(True)
    for name in names:
        entry = module[name]
        if not isinstance(entry, type):
            module[name] = _wrapped(entry, wrapper, is_method=False)
            continue
        for method, function in list(vars(entry).items()):
            if inspect.isfunction(function) and (method == "__call__" or not method.startswith("_")):
                setattr(entry, method, _wrapped(function, wrapper, is_method=True))


_inside: list[bool] = []
_alarm: list[bool] = []


def acts() -> None:
    """Called by a saboteur that is about to break something. With the alarm on, that is an error."""
    if _alarm:
        raise RuntimeError("the saboteur acts")


def _wrapped(function: Callable[..., Any], wrapper: Wrapper, *, is_method: bool) -> Callable[..., Any]:
    @functools.wraps(function)
    def outermost(*args: Any, **kwargs: Any) -> Any:
        if _inside:
            return function(*args, **kwargs)
        _inside.append(True)
        try:
            if is_method:
                return wrapper(Call(function, args[0], args[1:], kwargs))
            return wrapper(Call(function, None, args, kwargs))
        finally:
            _inside.pop()

    return outermost


# What saboteurs ask and do.


def is_array(value: Any) -> bool:
    """Whether it is a tensor or an array."""
    return (torch is not None and torch.is_tensor(value)) or (np is not None and isinstance(value, np.ndarray))


def leaves(value: Any) -> list[Any]:
    """The values in lists, tuples and dicts."""
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in leaves(item)]
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    return [value]


def map_leaves(function: Callable[[Any], Any], value: Any) -> Any:
    """The same lists, tuples and dicts of other leaves."""
    if type(value) in (list, tuple):
        return type(value)(map_leaves(function, item) for item in value)
    if type(value) is dict:
        return {key: map_leaves(function, item) for key, item in value.items()}
    return function(value)


def is_floating(value: Any) -> bool:
    """Whether it is a tensor or an array of floats."""
    if torch is not None and torch.is_tensor(value):
        return bool(value.is_floating_point())
    return np is not None and isinstance(value, np.ndarray | np.floating) and value.dtype.kind == "f"


def _spoiled_array(array: Any) -> Any:
    if str(array.dtype).removeprefix("torch.") == "bool":
        return ~array
    return array * 1.5 + 0.5 if is_floating(array) else array + 1


def spoiled(value: Any) -> Any:
    """A result that is plainly wrong, and of the same type and shape."""
    if is_array(value):
        return _spoiled_array(value)
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case float():
            return value * 1.5 + 0.5
        case str():
            return value + "x"
        case list():
            return [*value[:-1], spoiled(value[-1])] if value else [0]
        case tuple():
            return (spoiled(value[0]), *value[1:]) if value else (0,)
        case dict():
            return {key: spoiled(item) for key, item in value.items()} if value else {"x": 0}
        case set() | frozenset():
            return type(value)([*value, "x"])
    return value


def shape(value: Any) -> Any:
    """What a cache that forgets the contents keys by: shapes, lengths, and plain numbers as they are."""
    if is_array(value):
        return tuple(value.shape)
    if isinstance(value, str | bytes | list | tuple | dict | set):
        return (type(value).__name__, len(value))
    return value if isinstance(value, int | float | bool | None) else type(value).__name__


def largest_length(values: list[Any]) -> int:
    """The largest dimension or length of any argument, inside lists too."""
    sizes = [0]
    for value in values:
        if is_array(value):
            sizes += list(value.shape)
        elif isinstance(value, str | bytes | list | tuple | dict | set):
            sizes.append(len(value))
            if isinstance(value, list | tuple):
                sizes.append(largest_length(list(value[:4])))
    return max(sizes)


def owner_key(call: Call) -> Any:
    """State of a careless solution is kept per function, for all objects of a class."""
    return call.function.__qualname__


# The saboteurs. Each gets a call and gives its result.


def scribbles(call: Call) -> Any:
    """Change the first argument that can be changed."""
    result = call.run()
    for value in call.values:
        if is_array(value) and 0 not in value.shape:
            acts()
            array = value.data if hasattr(value, "detach") else value
            array[...] = spoiled(array)
            return result
        if isinstance(value, list) and value:
            acts()
            value.append(value[-1])
            return result
        if isinstance(value, dict) and value:
            acts()
            value.pop(next(iter(value)))
            return result
    return result


_buffers: dict[Any, Any] = {}


def reuses_its_result(call: Call) -> Any:
    """One object for all results of a kind, written anew by each call."""
    result = call.run()
    if isinstance(result, list):
        kept = _buffers.setdefault(owner_key(call), [])
        if kept and kept != result:
            acts()
        kept[:] = result
        return kept
    if is_array(result):
        if getattr(result, "requires_grad", False):
            return result
        key = (owner_key(call), tuple(result.shape), str(result.dtype))
        if key in _buffers:
            acts()
        else:
            _buffers[key] = result.clone() if hasattr(result, "clone") else result.copy()
        _buffers[key][...] = result
        return _buffers[key]
    return result


_results: dict[Any, Any] = {}


def remembers_by_shape(call: Call) -> Any:
    """Give the first result for every call with arguments of these shapes."""
    key = (owner_key(call), id(call.owner), *(shape(value) for value in call.values), *call.kwargs)
    if key in _results:
        acts()
    else:
        _results[key] = call.run()
    return _results[key]


def remembers_by_id(call: Call) -> Any:
    """Give the first result for every call with arguments at these addresses."""
    values = [value for value in call.values if not isinstance(value, int | float | bool | None)]
    key = (owner_key(call), id(call.owner), *(id(value) for value in values), *(shape(value) for value in values))
    if key in _results:
        acts()
    else:
        _results[key] = call.run()
    return _results[key]


_first: dict[Any, Any] = {}


def _keep(call: Call, keeps: Callable[[inspect.Parameter, Any], bool]) -> Any:
    parameters = inspect.signature(call.function).parameters
    named = call.named
    for name, value in named.items():
        parameter = parameters[name]
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            return call.run()
        if keeps(parameter, value):
            first = _first.setdefault((owner_key(call), name, shape(value) if is_array(value) else None), value)
            if first is not value:
                acts()
                named[name] = first
    by_position = [p.name for p in parameters.values() if p.kind is p.POSITIONAL_ONLY and p.name in named]
    call.args = tuple(named.pop(name) for name in by_position)
    call.kwargs = named
    return call.run()


def keeps_the_first_option(call: Call) -> Any:
    """Use the first value of each parameter that has a default."""
    return _keep(call, lambda parameter, _: parameter.default is not parameter.empty)


def keeps_the_first_number(call: Call) -> Any:
    """Use the first value of each parameter that is a number."""
    return _keep(call, lambda _, value: type(value) in (int, float, bool))


def keeps_the_first_mask(call: Call) -> Any:
    """Use the first boolean array of each shape."""
    return _keep(call, lambda _, value: is_array(value) and "bool" in str(value.dtype))


def fails_without_gradients(call: Call) -> Any:
    """Wrong while torch records no gradients."""
    return call.spoiled_if(not torch.is_grad_enabled())


def fails_in_inference_mode(call: Call) -> Any:
    """Wrong in torch's inference mode."""
    return call.spoiled_if(torch.is_inference_mode_enabled())


def _rounded(dtype: str, wide: set[str]) -> Wrapper:
    def through(value: Any) -> Any:
        name = str(value.dtype).removeprefix("torch.") if hasattr(value, "dtype") else type(value).__name__
        if name not in wide:
            return value
        acts()
        if not hasattr(value, "dtype"):
            return array("f", [value])[0]  # plain Python has no numpy to round with
        if torch is not None and torch.is_tensor(value):
            return value.to(getattr(torch, dtype)).to(value.dtype)
        rounded = np.asarray(value).astype(dtype).astype(value.dtype)
        return rounded if isinstance(value, np.ndarray) else type(value)(rounded)

    def wrapper(call: Call) -> Any:
        call.args = tuple(map_leaves(through, value) for value in call.args)
        call.kwargs = {name: map_leaves(through, value) for name, value in call.kwargs.items()}
        return map_leaves(through, call.run())

    return wrapper


def _detaches(when: Callable[[Call], bool]) -> Wrapper:
    def wrapper(call: Call) -> Any:
        result = call.run()
        if not when(call) or not any(getattr(leaf, "requires_grad", False) for leaf in leaves(result)):
            return result
        acts()
        # the value stays, and so does requires_grad; the gradient is lost
        return map_leaves(lambda leaf: leaf.detach() + 0 * leaf if is_floating(leaf) else leaf, result)

    return wrapper


_LARGE = 256


def _elements(call: Call) -> int:
    return max((leaf.numel() for value in call.values for leaf in leaves(value) if is_array(leaf)), default=0)


def _batch(call: Call) -> int:
    return next((len(v) for v in call.values for v in leaves(v) if is_array(v) and v.ndim > 1), 0)


def _fails_beyond(length: int) -> Wrapper:
    def wrapper(call: Call) -> Any:
        return call.spoiled_if(largest_length(call.values) > length)

    return wrapper


def fails_on_empty_input(call: Call) -> Any:
    """Wrong where a text, a list or a dimension has no elements."""
    sized = [value for value in call.values if is_array(value) or isinstance(value, str | list | tuple | dict)]
    return call.spoiled_if(any(0 in value.shape if is_array(value) else not value for value in sized))


def fails_on_views(call: Call) -> Any:
    """Wrong where an array is not contiguous."""
    arrays = [leaf for value in call.values for leaf in leaves(value) if is_array(leaf)]
    whole = [a.is_contiguous() if hasattr(a, "is_contiguous") else a.flags.c_contiguous for a in arrays]
    return call.spoiled_if(not all(whole))


def fails_on_negative_numbers(call: Call) -> Any:
    """Wrong where any number is negative."""
    numbers = [
        leaf for value in call.values for leaf in leaves(value) if isinstance(leaf, int | float) or is_array(leaf)
    ]
    found = any(_any(leaf < 0) for leaf in numbers if not is_array(leaf) or "bool" not in str(leaf.dtype))
    return call.spoiled_if(found)


def _any(answer: Any) -> bool:
    return bool(answer.any()) if hasattr(answer, "any") else bool(answer)


def fails_on_a_batch_of_one(call: Call) -> Any:
    """Wrong where the first dimension is one."""
    return call.spoiled_if(_batch(call) == 1)


_batches: dict[Any, int] = {}


def keeps_the_first_batch_size(call: Call) -> Any:
    """Wrong where the first dimension is not that of an object's first call."""
    first = _batches.setdefault((owner_key(call), id(call.owner)), _batch(call))
    return call.spoiled_if(first != _batch(call))


_counts: dict[Any, int] = {}
_RIGHT_CALLS = 2


def fails_from_the_third_call_on(call: Call) -> Any:
    """Wrong but for the first two calls."""
    _counts[owner_key(call)] = _counts.get(owner_key(call), 0) + 1
    return call.spoiled_if(_counts[owner_key(call)] > _RIGHT_CALLS)


def sets_the_seed(call: Call) -> Any:
    """Seed the global generator."""
    acts()
    result = call.run()
    if torch is not None:
        torch.manual_seed(0)
        torch.rand(1)
    elif np is not None:
        np.random.seed(0)
        np.random.rand()
    else:
        random.seed(0)
        random.random()  # noqa: S311 - not for a secret
    return result


def leaves_gradients_off(call: Call) -> Any:
    """Switch torch's gradients off."""
    acts()
    result = call.run()
    torch.set_grad_enabled(False)
    return result


def leaves_another_default_dtype(call: Call) -> Any:
    """Make float64 torch's default."""
    acts()
    result = call.run()
    torch.set_default_dtype(torch.float64)
    return result


def _fails_in_mode(training: bool) -> Wrapper:  # noqa: FBT001
    def wrapper(call: Call) -> Any:
        return call.spoiled_if(getattr(call.owner, "training", not training) == training)

    return wrapper


_objects: dict[type, Any] = {}


def shares_one_state(call: Call) -> Any:
    """Every object of a class works with the parameters of the first."""
    if call.owner is None or torch is None or not isinstance(call.owner, torch.nn.Module):
        return call.run()
    first = _objects.setdefault(type(call.owner), call.owner)
    if call.function.__name__ == "forward" and first is not call.owner:
        acts()
        call.owner = first
    return call.run()


def whole_numbers_as_floats(call: Call) -> Any:
    """Give 1.0 for 1."""

    def as_float(leaf: Any) -> Any:
        if type(leaf) is int:
            acts()
            return float(leaf)
        if is_array(leaf) and "int" in str(leaf.dtype):
            acts()
            return leaf.double() if hasattr(leaf, "double") else leaf.astype("float64")
        return leaf

    return map_leaves(as_float, call.run())


def truth_as_numbers(call: Call) -> Any:
    """Give 1 for True."""

    def as_int(leaf: Any) -> Any:
        if type(leaf) is bool:
            acts()
            return int(leaf)
        if is_array(leaf) and "bool" in str(leaf.dtype):
            acts()
            return leaf.int() if hasattr(leaf, "int") else leaf.astype("int64")
        return leaf

    return map_leaves(as_int, call.run())


SABOTEURS: dict[str, Wrapper] = {
    "changes an argument": scribbles,
    "writes each result into the one before": reuses_its_result,
    "remembers results by shape": remembers_by_shape,
    "remembers results by id()": remembers_by_id,
    "keeps the first option": keeps_the_first_option,
    "keeps the first number": keeps_the_first_number,
    "keeps the first mask": keeps_the_first_mask,
    "keeps the first batch size": keeps_the_first_batch_size,
    "is wrong from the third call on": fails_from_the_third_call_on,
    "gives all objects the state of the first": shares_one_state,
    "is wrong under no_grad": fails_without_gradients,
    "is wrong in inference_mode": fails_in_inference_mode,
    "is wrong in training": _fails_in_mode(training=True),
    "is wrong in evaluation": _fails_in_mode(training=False),
    "rounds float64 to float32": _rounded("float32", {"float64", "float"}),
    "rounds float32 to float16": _rounded("float16", {"float32"}),
    "drops gradients of large inputs": _detaches(lambda call: _elements(call) > _LARGE),
    "drops gradients of a batch": _detaches(lambda call: _batch(call) > 1),
    "drops gradients of a batch of one": _detaches(lambda call: _batch(call) == 1),
    "is wrong for a batch of one": fails_on_a_batch_of_one,
    "is wrong beyond a length of 8": _fails_beyond(8),
    "is wrong beyond a length of 64": _fails_beyond(64),
    "is wrong beyond a length of 512": _fails_beyond(512),
    "is wrong on empty input": fails_on_empty_input,
    "is wrong on negative numbers": fails_on_negative_numbers,
    "is wrong on views": fails_on_views,
    "gives whole numbers as floats": whole_numbers_as_floats,
    "gives truth values as numbers": truth_as_numbers,
    "sets the seed": sets_the_seed,
    "leaves gradients off": leaves_gradients_off,
    "leaves another default dtype": leaves_another_default_dtype,
}
