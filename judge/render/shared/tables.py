"""Tables for the terminal. Knows columns and widths, and nothing of their contents.

tabulate aligns them; with wcwidth installed it counts a Chinese character as the two columns that it takes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from tabulate import tabulate

from judge.render.shared import text
from judge.render.shared.screen import Screen

Cell = str | tuple[str, str]
"""A text, or a text and its style."""

_GAP: Final = 2
_NARROWEST: Final = 6


def table(head: Sequence[str], rows: Sequence[Sequence[Cell]], screen: Screen, *, right: Collection[int] = ()) -> str:
    """A table that fits the screen: its last columns are shortened, or left out if too little of them would remain.

    Args:
        head: a heading per column.
        rows: cells of any text, which is made safe to print here.
        screen: where it is shown.
        right: the numbers of the columns that are aligned to the right.
    """
    pairs = [[cell if isinstance(cell, tuple) else (cell, "") for cell in row] for row in rows]
    cells = [[(text.one_line(cell), style) for cell, style in row] for row in pairs]
    columns = zip(head, *([cell for cell, _ in row] for row in cells), strict=True)
    widths = _fit([max(map(text.width, column)) for column in columns], screen.width)
    body = [
        [
            screen.paint(text.shorten(cell, width), *filter(None, [style]))
            for (cell, style), width in zip(row, widths, strict=False)
        ]
        for row in cells
    ]
    heading = [screen.paint(text.shorten(cell, width), "dim") for cell, width in zip(head, widths, strict=False)]
    aligned = tabulate(
        [heading, *body],
        tablefmt="plain",
        disable_numparse=True,
        colalign=["right" if number in right else "left" for number in range(len(widths))],
    )
    return "\n".join(line.rstrip() for line in aligned.split("\n"))


def _fit(widths: list[int], room: int) -> list[int]:
    kept: list[int] = []
    for width in widths:
        room -= _GAP if kept else 0
        if kept and room < min(width, _NARROWEST):
            break
        kept.append(min(width, max(room, _NARROWEST)))
        room -= kept[-1]
    return kept
