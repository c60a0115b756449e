"""Markdown in the terminal, with rich. The only module that imports rich, which is slow to import."""

from __future__ import annotations

from rich.console import Console
from rich.markdown import Markdown

from judge.render.shared.screen import Screen

_WIDEST = 100  # longer lines are hard to read


def markdown_text(source: str, screen: Screen) -> str:
    """A problem's Markdown as lines for a terminal."""
    console = Console(
        width=min(screen.width, _WIDEST),
        force_terminal=screen.color,
        color_system="standard" if screen.color else None,
        no_color=not screen.color,
        highlight=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(Markdown(source, code_theme="ansi_dark", hyperlinks=False))
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))
