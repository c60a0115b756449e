"""Comparisons for a problem's tests: type, dtype and shape before values, and a failure that says where.

The summary of a failure may be shown for a hidden test: it has types, shapes, the worst index and the size of the
difference, but no input and no expected value. Those are in the detail.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn

from sandbox.proxy import WrongAnswerError
from sandbox.structures import ListNode, TreeNode, list_to_values, tree_to_rows

MAX_REPR: Final = 400
MAX_SHOWN: Final = 24
"""The largest array of which all elements are shown; of a larger one only the worst is."""
_MISSING_RETURN: Final = "; is a `return` missing?"
_UNFOLD: Final[dict[type, Callable[[Any], Any]]] = {ListNode: list_to_values, TreeNode: tree_to_rows}


def fail(summary: str, detail: str = "") -> NoReturn:
    """Fail with a wrong answer. Keep inputs and expected values out of `summary`.

    Raises:
        WrongAnswerError: always.
    """
    raise WrongAnswerError(summary, detail)


def equal(actual: object, expected: object, given: str = "") -> None:
    """Check that two values are equal and of exactly the same types, inside containers too.

    Args:
        actual: what the solution returned.
        expected: what it should have.
        given: the call, for the detail: `f"num_islands({grid})"`.

    Raises:
        WrongAnswerError: they are not.
    """
    where = _first_difference(actual, expected, "")
    if where is not None:
        call = f"{given} " if given else ""
        fail(where, f"{call}gave {_short(actual)}, expected {_short(expected)}")


def close(
    actual: Any, expected: Any, *, rtol: float | None = None, atol: float | None = None, what: str = "the result"
) -> None:
    """Check that a float, array or tensor has the expected type, dtype and shape, and is close to the expected value.

    Close is within `atol + rtol * abs(expected)`.

    NaN equals nothing; an infinity equals itself. The defaults follow torch.testing.assert_close: float64 1e-7 and
    1e-7, float32 1.3e-6 and 1e-5, bfloat16 1.6e-2 and 1e-5, float16 1e-3 and 1e-5; anything else is compared exactly.

    Raises:
        WrongAnswerError: it does not, or is not.
    """
    if type(actual) is not type(expected) and not _both_tensors(actual, expected):
        missing = _MISSING_RETURN if actual is None else ""
        fail(f"{what} is of type {_type_name(actual)}, expected {_type_name(expected)}{missing}")
    if not hasattr(expected, "dtype"):
        _close_numbers(actual, expected, rtol, atol, what)
        return
    if actual.dtype != expected.dtype:
        fail(f"{what} has dtype {actual.dtype}, expected {expected.dtype}")
    if tuple(actual.shape) != tuple(expected.shape):
        fail(f"{what} has shape {tuple(actual.shape)}, expected {tuple(expected.shape)}")
    default_rtol, default_atol = _tolerances(str(expected.dtype))
    _close_arrays(
        actual, expected, default_rtol if rtol is None else rtol, default_atol if atol is None else atol, what
    )


def _both_tensors(actual: object, expected: object) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and {type(actual), type(expected)} <= {torch.Tensor, torch.nn.Parameter}


def _tolerances(dtype: str) -> tuple[float, float]:
    for name, tolerances in {
        "bfloat16": (1.6e-2, 1e-5),
        "float16": (1e-3, 1e-5),
        "float32": (1.3e-6, 1e-5),
        "complex64": (1.3e-6, 1e-5),
        "float64": (1e-7, 1e-7),
        "complex128": (1e-7, 1e-7),
    }.items():
        if dtype.endswith(name):
            return tolerances
    return 0.0, 0.0


def _close_numbers(actual: Any, expected: Any, rtol: float | None, atol: float | None, what: str) -> None:
    tolerance = (1e-7 if atol is None else atol) + (1e-7 if rtol is None else rtol) * abs(expected)
    if actual == expected or (abs(expected) != math.inf and abs(actual - expected) <= tolerance):
        return
    if actual != actual:  # noqa: PLR0124 - NaN, of a complex number too
        fail(f"{what} is NaN", f"expected {expected!r}")
    fail(f"{what} is off by {abs(actual - expected):.3g}", f"got {actual!r}, expected {expected!r}")


def _close_arrays(actual: Any, expected: Any, rtol: float, atol: float, what: str) -> None:
    import numpy as np  # noqa: PLC0415 - the python runtime has none

    got, want = _as_numpy(actual), _as_numpy(expected)
    if got.size == 0:
        return
    with np.errstate(all="ignore"):
        difference = np.abs(got - want)
        good = (got == want) | ((difference <= atol + rtol * np.abs(want)) & (np.abs(want) != np.inf))
    if good.all():
        return
    difference = difference.astype(np.float64)  # of integers, which are Python's until here
    difference = np.where(good, 0, np.where(np.isnan(difference), np.inf, difference))
    worst = tuple(int(i) for i in np.unravel_index(int(np.argmax(difference)), got.shape))
    share = f"{int((~good).sum()):,} of {got.size:,} elements differ"
    detail = f"at {list(worst)}: got {_number(got[worst])}, expected {_number(want[worst])}"
    if 1 < got.size <= MAX_SHOWN:
        detail += f"\nyour answer: {_elements(got)}\nexpected:    {_elements(want)}"
    nan = got != got  # noqa: PLR0124 - isnan knows no Python integers
    if nan.any() and not (want != want).any():  # noqa: PLR0124
        first = [int(i) for i in np.argwhere(nan)[0]]
        fail(f"{what} has NaN at index {first} ({share})", detail)
    fail(f"{what}: {share}, worst at index {list(worst)}, off by {difference[worst]:.3g}", detail)


def _number(value: Any) -> str:
    return f"{value:.9g}" if getattr(value, "dtype", None) is not None else str(value)


def _elements(values: Any) -> str:
    import numpy as np  # noqa: PLC0415 - the python runtime has none

    return " ".join(np.array2string(values, precision=6, separator=", ", max_line_width=10_000).split())


def _as_numpy(value: Any) -> Any:
    """As float64, complex128, int8 for bool, or Python integers: wide enough to compare every dtype that travels."""
    import numpy as np  # noqa: PLC0415 - the python runtime has none

    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        value = value.detach()
        if value.is_floating_point():
            value = value.double()
        elif value.is_complex():
            value = value.to(torch.complex128)
        value = value.numpy()
    kind = value.dtype.kind
    return value.astype({"f": np.float64, "c": np.complex128}.get(kind, object if kind in "ui" else np.int8))


def _first_difference(actual: Any, expected: Any, path: str) -> str | None:
    place = f" at {path}" if path else ""
    if type(actual) is not type(expected):
        missing = _MISSING_RETURN if actual is None and not path else ""
        return f"a value of type {_type_name(actual)}{place}, expected {_type_name(expected)}{missing}"
    if type(expected) in {list, tuple}:
        if len(actual) != len(expected):
            return f"{len(actual)} elements{place}, expected a different number"
        return _first_of(actual, expected, range(len(expected)), path)
    if type(expected) is dict:
        if actual.keys() != expected.keys() or _typed(frozenset(actual)) != _typed(frozenset(expected)):
            return f"{_wrong_keys(actual, expected)}{place}"
        return _first_of(actual, expected, expected.keys(), path)
    if type(expected) in _UNFOLD:
        unfold = _UNFOLD[type(expected)]
        return _first_difference(unfold(actual), unfold(expected), path)
    if hasattr(expected, "dtype"):
        try:
            close(actual, expected, rtol=0, atol=0, what=f"the value{place}")
        except WrongAnswerError as error:
            return error.summary
        return None
    if type(expected) in {set, frozenset}:
        return None if _typed(actual) == _typed(expected) else f"wrong value{place}"
    same = actual == expected or (type(expected) is float and math.isnan(actual) and math.isnan(expected))
    return None if same else f"wrong value{place}"


def _wrong_keys(actual: dict[Any, Any], expected: dict[Any, Any]) -> str:
    """Names keys that read like the names of outputs; others may be answers."""
    if not all(type(key) is str and key.isidentifier() for key in (*actual, *expected)):
        return "wrong keys"
    missing, extra = (sorted(one.keys() - other.keys()) for one, other in ((expected, actual), (actual, expected)))
    found = [f"without the key `{missing[0]}`"] if missing else []
    return " and ".join([*found, *([f"with an extra key `{extra[0]}`"] if extra else [])]) or "wrong keys"


def _typed(value: Any) -> Any:
    """A hashable value together with the types of everything in it, so that True is not 1."""
    if type(value) in {tuple, set, frozenset}:
        return type(value), (tuple if type(value) is tuple else frozenset)(map(_typed, value))
    return type(value), value


def _first_of(actual: Any, expected: Any, keys: Iterable[Any], path: str) -> str | None:
    places = (_first_difference(actual[key], expected[key], f"{path}[{_short(key)}]") for key in keys)
    return next((place for place in places if place is not None), None)


def _type_name(value: object) -> str:
    name = repr(value) if type(value).__name__ == "Handle" else type(value).__qualname__
    return "None" if value is None else name


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MAX_REPR else f"{text[:MAX_REPR]}… ({len(text):,} characters)"
