"""What the terminal can do, from the environment: NO_COLOR, TERM, the width, the encoding."""

from __future__ import annotations

import os
import shutil
from typing import TextIO

from judge.render.screen import Screen


def screen_of(stream: TextIO) -> Screen:
    """The screen behind a stream. A file or a pipe is plain and 80 columns wide unless COLUMNS says otherwise."""
    terminal = stream.isatty()
    smart = terminal and os.environ.get("TERM") != "dumb"
    forced = bool(os.environ.get("FORCE_COLOR"))
    return Screen(
        width=max(20, shutil.get_terminal_size((80, 24)).columns) if terminal or "COLUMNS" in os.environ else 80,
        color=(smart or forced) and not os.environ.get("NO_COLOR"),
        unicode=_can_encode(stream, "✓·…"),
        live=smart,
    )


def _can_encode(stream: TextIO, signs: str) -> bool:
    try:
        signs.encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
