"""The lines that differ between two sources, in bounded time, whatever the sources are."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

CONTEXT: Final = 3
MOST_LINES: Final = 600
"""On either side, between the common start and the common end: difflib takes quadratic time."""
MOST_SHOWN: Final = 120
MOST_CHARS: Final = 300
"""Of a line that is shown."""


class Change(StrEnum):
    """What happened to a line."""

    SAME = " "
    REMOVED = "-"
    ADDED = "+"
    GAP = "…"
    """Lines that are left out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one of the sources, or a gap; its text is cut if it is long."""

    change: Change
    text: str = ""


def compare(before: bytes, after: bytes) -> tuple[Line, ...]:
    """The lines that differ, with some context; empty if there are too many to compare."""
    old, new = _lines(before), _lines(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    if max(len(old), len(new)) - head - tail > MOST_LINES:
        return ()
    start = max(head - CONTEXT, 0)
    left_out = max(tail - CONTEXT, 0)
    old_part, new_part = old[start : len(old) - left_out], new[start : len(new) - left_out]
    shown = list(islice(_shown(old_part, new_part, gap_before=start > 0, gap_after=left_out > 0), MOST_SHOWN + 1))
    return tuple(shown[:MOST_SHOWN]) + ((Line(Change.GAP),) if len(shown) > MOST_SHOWN else ())


def _shown(old: Sequence[str], new: Sequence[str], *, gap_before: bool, gap_after: bool) -> Iterator[Line]:
    if gap_before:
        yield Line(Change.GAP)
    groups = difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT)
    for number, group in enumerate(groups):
        if number:
            yield Line(Change.GAP)
        for operation, old_from, old_to, new_from, new_to in group:
            if operation == "equal":
                yield from _marked(Change.SAME, old[old_from:old_to])
            else:
                yield from _marked(Change.REMOVED, old[old_from:old_to])
                yield from _marked(Change.ADDED, new[new_from:new_to])
    if gap_after:
        yield Line(Change.GAP)


def _marked(change: Change, lines: Sequence[str]) -> Iterator[Line]:
    return (Line(change, line[:MOST_CHARS] + "…" if len(line) > MOST_CHARS else line) for line in lines)


def _lines(source: bytes) -> list[str]:
    return source.decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n").split("\n")


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """How many lines both begin with."""
    return next(
        (at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other),
        min(len(left), len(right)),
    )
