"""Another way to read: at each brace every closing brace is tried, tokens are rewritten, and json decides."""

from __future__ import annotations

import json
import re
from typing import Any

_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"|(?P<word>[-\w](?:[-\w.]|(?<=[eE])\+)*)|(?P<space>[ \t\r\n]+)|(?P<mark>.)",
    re.DOTALL,
)
_WORDS = {"True": "true", "False": "false", "None": "null"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|[\"'\\/bfnrt])")


def answer(text: str, fields: dict[str, str]) -> dict[str, Any] | None:
    """What `parse_model_output` must return, or None where it must raise."""
    found = None
    at = text.find("{")
    while at >= 0:
        value, end = _object(text, at)
        if value is not None:
            picked = _picked(value, fields)
            found = found if picked is None else picked
        at = text.find("{", end)
    return found


def _object(text: str, start: int) -> tuple[dict[str, Any] | None, int]:
    """The object that starts here and the place behind it."""
    for end in (i + 1 for i in range(start, len(text)) if text[i] == "}"):
        try:
            value = json.loads(_strict(text[start:end]), parse_constant=_refuse)
        except ValueError:
            continue
        if type(value) is dict:
            return value, end
    return None, start + 1


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _strict(region: str) -> str:
    """The same in strict JSON, if it is readable at all."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(region):
        part = match.group()
        if match.lastgroup == "string":
            tokens.append(json.dumps(_unescaped(part[1:-1])))
        elif match.lastgroup == "word":
            tokens.append(_WORDS.get(part, part) + " ")
        elif match.lastgroup == "mark":
            if part in "]}" and len(tokens) > 1 and tokens[-1] == "," and tokens[-2] not in {",", "[", "{", ":"}:
                tokens.pop()
            tokens.append(part)
    return "".join(tokens)


def _unescaped(body: str) -> str:
    if "\\" in _ESCAPE.sub("", body):
        raise ValueError("a backslash that is no escape")
    quoted = _ESCAPE.sub(lambda match: "'" if match.group(1) == "'" else match.group(), body)
    parts = re.split(r"(\\u[0-9a-fA-F]{4}|\\.)", quoted)
    fixed = "".join(part if i % 2 else json.dumps(part)[1:-1] for i, part in enumerate(parts))
    return str(json.loads(f'"{fixed}"'))


def _picked(value: dict[str, Any], fields: dict[str, str]) -> dict[str, Any] | None:
    picked = {}
    for name, wanted in fields.items():
        optional = wanted.endswith("?")
        if value.get(name) is None and optional:
            picked[name] = None
        elif name in value and _kind(value[name]) in _KINDS[wanted.rstrip("?")]:
            picked[name] = value[name]
        else:
            return None
    return picked


_KINDS = {
    "string": {"str"},
    "integer": {"int"},
    "number": {"int", "float"},
    "boolean": {"bool"},
    "strings": {"list of str", "list of "},
}


def _kind(value: Any) -> str:
    kinds = sorted({_kind(item) for item in value}) if type(value) is list else []
    return f"list of {' '.join(kinds)}" if type(value) is list else type(value).__name__
