"""What `judge doctor` shows: one line for each check, and below it what fixes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from judge.doctor import Check, Level
from judge.render.shared import text
from judge.render.shared.screen import Screen

_SIGNS: Final = {Level.GOOD: ("✓", "green"), Level.LACKING: ("·", "yellow"), Level.BROKEN: ("✗", "red")}


def check_lines(checks: Sequence[Check], screen: Screen) -> Iterator[str]:
    """All checks, their names aligned."""
    name_width = max((text.width(check.name) for check in checks), default=0)
    indent = name_width + 4
    for check in checks:
        sign, style = _SIGNS[check.level]
        finding = text.wrap(text.one_line(check.finding), screen.width - indent) or [""]
        yield f"{screen.paint(screen.sign(sign), style)} {text.pad(check.name, name_width)}  {finding[0]}".rstrip()
        yield from (f"{' ' * indent}{line}" for line in finding[1:])
        if check.fix:
            fix = text.wrap(f"{screen.sign('→')} {check.fix}", screen.width - indent)
            yield from (f"{' ' * indent}{screen.paint(line, 'cyan')}" for line in fix)
