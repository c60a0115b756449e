"""Plain data from JSON that was stored: every field has the type that it must have, or there is an error.

Knows no file and no database: whoever has read the JSON says which file is at fault, and what to do about it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from judge.sandbox_kind import SandboxKind
from judge.verdict import Report, SandboxInfo, TestResult, Verdict

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MALFORMED: Final = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""What reading damaged or forged data may raise: json, and the functions below."""

Words = Mapping[str, Callable[[Any], StrEnum]]
"""The enumerations that fields may be of, by the name of their type."""

_WORDS: Final[Words] = {"SandboxKind": SandboxKind, "Verdict": Verdict}

T = TypeVar("T", bound="DataclassInstance")


def build(kind: type[T], fields: Any, words: Words = _WORDS, **ready: Any) -> T:
    """A dataclass from fields that were stored: each of the right type, none missing, none unknown.

    Args:
        kind: a dataclass whose fields are numbers, text, truth values and members of an enumeration.
        fields: what was stored.
        words: the enumerations.
        ready: fields that are built already; what was stored for them is ignored.

    Raises:
        One of MALFORMED.
    """
    types = field_types(kind)
    values = {name: checked(types[name], value, words) for name, value in fields.items() if name not in ready}
    return kind(**values, **ready)


@cache
def field_types(kind: type[DataclassInstance]) -> dict[str, str]:
    """The types of a dataclass's fields, by name; cached, because there may be ten thousand records."""
    return {field.name: str(field.type) for field in dataclasses.fields(kind)}


def checked(wanted: str, value: Any, words: Words = _WORDS) -> Any:
    """The value as a field of the type `wanted` holds it. Raises one of MALFORMED."""
    if wanted in words:
        return words[wanted](value)
    if wanted.endswith(" | None"):
        return None if value is None else checked(wanted.removesuffix(" | None"), value, words)
    if wanted == "float" and type(value) is int:
        value = float(value)
    if type(value).__name__ != wanted:
        raise TypeError(f"{wanted} expected, found {type(value).__name__}")
    if (wanted == "float" and not math.isfinite(value)) or (wanted == "int" and not 0 <= value < 1 << 63):
        raise ValueError("a number is out of range")
    return value


def build_report(fields: Any) -> Report:
    """The report that `dataclasses.asdict` turned into `fields`. Raises one of MALFORMED."""
    sandbox = build(SandboxInfo, fields["sandbox"])
    tests = tuple(build(TestResult, test) for test in fields["tests"])
    return build(Report, fields, sandbox=sandbox, tests=tests)
