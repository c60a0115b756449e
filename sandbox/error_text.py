"""What went wrong in a solution, in words: what an exception says, and the solution's lines that it came through."""

from __future__ import annotations

import codecs
import io
import linecache
import tokenize
from collections.abc import Iterator
from itertools import groupby
from types import TracebackType
from typing import Any, Final

FILENAME: Final = "solution.py"
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MAX_TEXT: Final = 1_500
"""Characters of an exception's message that are passed on."""
_DEEPER: Final = "; sys.setrecursionlimit() allows more calls in one another, a loop needs none"
MAX_FRAMES: Final = 8
"""Lines of a traceback that are passed on, the innermost ones."""


def message(error: BaseException) -> str:
    """What an exception says, and what helps where it says too little."""
    text = str(error) + (_DEEPER if type(error) is RecursionError else "")
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}… ({len(text):,} characters)"


def headline(error: BaseException) -> str:
    """Its type and what it says."""
    text = message(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def lines(source: bytes) -> list[str]:
    """The lines of a source, for tracebacks."""
    return source.decode("utf-8-sig", errors="replace").splitlines(keepends=True)


def _own_frames(traceback: TracebackType | None) -> Iterator[tuple[int, str]]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename == FILENAME:
            # the jump back of a loop has no line of its own: None, or -1
            line: int | None = traceback.tb_lineno
            yield line if line and line > 0 else code.co_firstlineno, code.co_name
        traceback = traceback.tb_next


def _line(number: int) -> str:
    return linecache.getline(FILENAME, number).strip()[:200]


def where(error: BaseException) -> bytes:
    """The innermost line of the solution that `error` came through, as `line 7, in f: the code`."""
    number, function = 0, ""
    for number, function in _own_frames(error.__traceback__):  # noqa: B007 - there may be no memory for a list
        pass
    if not number:
        return b""
    return f"line {number}, in {function}: {_line(number)}".encode(errors="replace")


def trail(traceback: TracebackType | None) -> str:
    """The solution's own frames, outermost first, as Python shows them; repeated lines of a recursion appear once."""
    runs = [(frame, sum(1 for _ in again)) for frame, again in groupby(_own_frames(traceback))]
    shown = runs[-MAX_FRAMES:]
    lines = [f"\n  … {len(runs) - len(shown)} more"] if len(runs) > len(shown) else []
    for (number, function), times in shown:
        lines.append(f'\n  File "{FILENAME}", line {number}, in {function}\n    {_line(number)}')
        if times > 1:
            lines.append(f"\n  … {times - 1} more of the same line")
    return "".join(lines)


def near(names: dict[str, Any], wanted: str) -> str:
    """Where a module has what may be meant by the entry `wanted`."""
    plain = _plain(wanted)
    for name, value in list(names.items()):
        if _plain(name) == plain:
            return f", but {name}: rename it"
        if isinstance(value, type) and any(_plain(method) == plain for method in vars(value)):
            return f", but class {name} has it as a method: move it out of the class"
    return ""


def _plain(name: str) -> str:
    """A name as it is in every convention: num_islands is numIslands."""
    return name.replace("_", "").lower()


def check_encoding(source: bytes) -> None:
    """Raise SyntaxError for text that is not in its encoding: compile() skips comments, and gives no line."""
    if source.startswith(_UTF_16):
        raise SyntaxError("the file is UTF-16 text; save it as UTF-8", (FILENAME, 1, None, None))
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    try:
        source.decode(encoding)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise SyntaxError(f"not {encoding} text: {error.reason}", (FILENAME, line, None, None)) from None


def describe_syntax_error(error: SyntaxError) -> str:
    """What is wrong with a source, and in which line."""
    where = f'\n  File "{FILENAME}", line {error.lineno}' if error.lineno else ""
    text = (error.text or "").rstrip("\n")[:200]
    code = f"\n    {text.strip()}" if text.strip() else ""
    return f"{type(error).__name__}: {error.msg}{where}{code}"
