"""Reads files of a problem folder that may be broken: what is wrong with one is reported where it is missed or run."""

from __future__ import annotations

import ast
from pathlib import Path


def text_of(path: Path) -> str:
    """A text; empty where there is none. A device or a pipe is not read: that may never end."""
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return ""


def tree_of(path: Path) -> ast.Module:
    """A module in Python; empty where there is none."""
    try:
        return ast.parse(text_of(path))
    except (SyntaxError, ValueError):
        return ast.Module([], [])
