"""What was changed from one source to the next, in bounded time, whatever the sources are."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

CONTEXT: Final = 3
MOST_LINES: Final = 600
"""On either side, between what is the same at the start and at the end: difflib takes quadratic time."""
MOST_SHOWN: Final = 120
MOST_CHARS: Final = 300
"""Of a line that is shown."""


class Kind(StrEnum):
    """What became of a line."""

    KEPT = " "
    GONE = "-"
    NEW = "+"
    GAP = "…"
    """Lines that are left out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one of the sources, or a gap; its text is as it was written, and cut where it is long."""

    kind: Kind
    text: str = ""


def compare(before: bytes, after: bytes) -> tuple[Line, ...]:
    """The lines that were changed, with a little around them; empty where there are too many to compare."""
    old, new = _lines(before), _lines(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    if max(len(old), len(new)) - head - tail > MOST_LINES:
        return ()
    start = max(head - CONTEXT, 0)
    kept = max(tail - CONTEXT, 0)
    old_part, new_part = old[start : len(old) - kept], new[start : len(new) - kept]
    shown = list(islice(_shown(old_part, new_part, gap_before=start > 0, gap_after=kept > 0), MOST_SHOWN + 1))
    return tuple(shown[:MOST_SHOWN]) + ((Line(Kind.GAP),) if len(shown) > MOST_SHOWN else ())


def _shown(old: Sequence[str], new: Sequence[str], *, gap_before: bool, gap_after: bool) -> Iterator[Line]:
    if gap_before:
        yield Line(Kind.GAP)
    groups = difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT)
    for number, group in enumerate(groups):
        if number:
            yield Line(Kind.GAP)
        for what, old_from, old_to, new_from, new_to in group:
            if what == "equal":
                yield from _of(Kind.KEPT, old[old_from:old_to])
            else:
                yield from _of(Kind.GONE, old[old_from:old_to])
                yield from _of(Kind.NEW, new[new_from:new_to])
    if gap_after:
        yield Line(Kind.GAP)


def _of(kind: Kind, lines: Sequence[str]) -> Iterator[Line]:
    return (Line(kind, line[:MOST_CHARS] + "…" if len(line) > MOST_CHARS else line) for line in lines)


def _lines(source: bytes) -> list[str]:
    return source.decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n").split("\n")


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """How many lines both begin with."""
    return next(
        (at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other),
        min(len(left), len(right)),
    )
