"""What `judge doctor` and `judge sandbox` show: one line for each thing looked at, and below it what mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from judge.doctor import Check, Level
from judge.render import text
from judge.render.screen import Screen

_SIGNS: Final = {Level.GOOD: ("✓", "green"), Level.LACKING: ("·", "yellow"), Level.BROKEN: ("✗", "red")}


def check_lines(checks: Sequence[Check], screen: Screen) -> Iterator[str]:
    """All checks, their names aligned."""
    name_width = max((text.width(check.name) for check in checks), default=0)
    indent = name_width + 4
    for check in checks:
        sign, style = _SIGNS[check.level]
        says = text.wrap(text.one_line(check.says), screen.width - indent) or [""]
        yield f"{screen.paint(screen.sign(sign), style)} {text.pad(check.name, name_width)}  {says[0]}".rstrip()
        yield from (f"{' ' * indent}{line}" for line in says[1:])
        if check.mend:
            mend = text.wrap(f"{screen.sign('→')} {check.mend}", screen.width - indent)
            yield from (f"{' ' * indent}{screen.paint(line, 'cyan')}" for line in mend)
