"""What a terminal can show: color, width, signs. Knows no environment: `judge.cli` fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_CODES: Final = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
}
_ASCII_SIGNS: Final = str.maketrans({"✓": "+", "✗": "x", "·": ".", "•": "*", "…": "~", "─": "-", "→": ">", "○": " "})


@dataclass(frozen=True, slots=True)
class Screen:
    """The abilities of one terminal or file.

    Attributes:
        width: columns of a line.
        color: whether colors may be used.
        unicode: whether signs beyond ASCII may be used.
        live: whether a line may be redrawn.
    """

    width: int = 80
    color: bool = False
    unicode: bool = True
    live: bool = False

    def paint(self, text: str, *styles: str) -> str:
        """Text in color: `paint("no", "red", "bold")`."""
        if not self.color or not text or not styles:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"

    def sign(self, text: str) -> str:
        """Our own signs (never foreign text), in ASCII if the terminal shows nothing else."""
        return text if self.unicode else text.translate(_ASCII_SIGNS)
