"""The calls that a test made of the solution, as a person would write them. Knows no test and no expected value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sandbox.checks import MAX_REPR
from sandbox.proxy import Exchange, Handle

_MOST_CALLS: Final = 8
_ONE_LINE: Final = 72
"""Characters of a call; a longer one gets a line for each argument."""


def calls_of(exchanges: Sequence[Exchange], shown: str = "") -> list[str]:
    """The text of each call, of many only the last ones: `m = LayerNorm(8)`, then `m(tensor([...]))`.

    Calls that stand in `shown` already are left out.
    """
    names = _Names(exchanges)
    calls = [call for exchange in exchanges if (call := names.call_of(exchange)) and call.line not in shown]
    left = len(calls) - _MOST_CALLS
    texts = [call.text for call in calls]
    return texts if left <= 0 else [f"... {left:,} calls before these", *texts[left:]]


@dataclass(frozen=True, slots=True)
class _Call:
    """One call: `before`, such as `m = `, then the function, then the parts between the brackets."""

    function: str
    parts: list[str] = field(default_factory=list)
    brackets: tuple[str, str] = ("", "")
    before: str = ""
    between: str = ", "

    @property
    def line(self) -> str:
        opening, closing = self.brackets
        return f"{self.before}{self.function}{opening}{self.between.join(self.parts)}{closing}"

    @property
    def text(self) -> str:
        """The line, or several lines if it is long and has more than one part."""
        if len(self.line) <= _ONE_LINE or len(self.parts) < 2:  # noqa: PLR2004
            return self.line
        opening, closing = self.brackets
        parts = [f"  {part}{self.between.strip()}" for part in self.parts]
        return "\n".join([self.before + self.function + opening, *parts, closing]).rstrip("\n")


class _Names:
    """Names for the objects that stayed with the solution: the first is `m`, the next `m2`."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        values = (value for exchange in exchanges for value in _flat(exchange.arguments))
        self._used = {id(value) for value in values if type(value) is Handle}
        self._of: dict[int, str] = {}
        self._count = 0

    def call_of(self, exchange: Exchange) -> _Call | None:
        """One request as a call; None for a method that is merely looked up before it is called."""
        target, *rest = exchange.arguments
        owner = self._text(target) if type(target) is Handle else "" if target is None else str(target)
        dot = "." if owner else ""
        match exchange.operation, rest:
            case "get", [name]:
                call = _Call(f"{owner}{dot}{name}")
                if type(exchange.result) is Handle:
                    self._of[id(exchange.result)] = call.line
                    return None
            case "batch", [calls]:
                lines = [self._call(f"{owner}{dot}{name}", args, {}).line for name, *args in calls]
                call = _Call("", lines, ("[", "]"))
            case "build", [args, kwargs, calls]:
                built = self._call(owner, args, kwargs)
                then = [self._call(f".{name}", arguments, {}).line for name, *arguments in calls]
                call = _Call(built.line, then, between="")
            case "vjp", [args, kwargs, cotangents]:
                call = self._call(owner, args, kwargs | {"cotangents": cotangents})
                call = replace(call, before="gradients of ")
            case "call", [args, kwargs]:
                call = self._call(owner, args, kwargs)
            case _:
                call = _Call(exchange.operation, [owner], ("(", ")"))
        if id(exchange.result) not in self._used:
            return call
        self._count += 1
        self._of[id(exchange.result)] = name = f"m{self._count}" if self._count > 1 else "m"
        return replace(call, before=f"{name} = {call.before}")

    def _call(self, function: str, args: Sequence[Any], kwargs: dict[str, Any]) -> _Call:
        if len(args) == 1 and not kwargs and type(args[0]) is dict:
            items = [f"{self._text(key)}: {self._text(value)}" for key, value in args[0].items()]
            return _Call(function, items, ("({", "})"))
        parts = [self._text(value) for value in args] + [f"{name}={self._text(kwargs[name])}" for name in kwargs]
        return _Call(function, parts, ("(", ")"))

    def _text(self, value: object) -> str:
        if type(value) is Handle:
            return self._of.get(id(value), repr(value))
        text = re.sub(r"\s*\n\s*", " ", repr(value))  # only arrays have line breaks in theirs
        text = text.replace(", requires_grad=True", "")
        return text if len(text) <= MAX_REPR else f"{text[:MAX_REPR]}… ({len(text):,} characters)"


def _flat(value: object) -> Iterator[object]:
    """The values in a request's arguments, those in its containers too."""
    match value:
        case list() | tuple():
            for part in value:
                yield from _flat(part)
        case dict():
            yield from _flat(list(value.values()))
        case _:
            yield value
