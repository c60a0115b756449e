"""What `judge watch` adds to a report: the changes since the last run, and the keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from judge.render.shared import text
from judge.render.shared.screen import Screen
from judge.report_diff import Changes

KEYS: Final = {
    "h": "hint",
    "l": "list",
    "n": "next",
    "r": "rerun",
    "s": "submit",
    "a": "all tests",
    "x": "reset",
    "q": "quit",
}
_SHOWN: Final = 6


def change_lines(changes: Changes, screen: Screen) -> Iterator[str]:
    """`now green: test_a, test_b`, and the same in red."""
    for names, color in ((changes.green, "green"), (changes.red, "red")):
        if not names:
            continue
        shown = [text.one_line(name, max_chars=100) for name in names[:_SHOWN]]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        for line in text.wrap(f"  now {color}: {', '.join(shown)}{more}", screen.width):
            yield screen.paint(line, color)


def key_line(screen: Screen, *, all_tests: bool) -> str:
    """`h hint · l list · …`, wrapped on a narrow terminal."""
    words = KEYS | {"a": "samples only" if all_tests else "all tests"}
    line = screen.sign(" · ").join(f"{key} {word}" for key, word in words.items())
    return "\n".join(screen.paint(part, "dim") for part in text.wrap(line, screen.width))
