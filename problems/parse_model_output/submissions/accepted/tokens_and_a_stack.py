"""Tokens by one regular expression, rewritten as strict JSON; an automaton with a stack finds the end, json reads it."""

import json
import re

STRING = r"""(?:"(?:[^"\\]|\\(?:["'\\/bfnrt]|u[0-9a-fA-F]{4}))*"|'(?:[^'\\]|\\(?:["'\\/bfnrt]|u[0-9a-fA-F]{4}))*')"""
TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<string>" + STRING + r")"
    r"|(?P<atom>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|True|False|None)"
    r"|(?P<mark>[][{}:,]))"
)
PART = re.compile(r"\\.|[^\\]", re.DOTALL)
PYTHON = {"True": "true", "False": "false", "None": "null"}
TYPES = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}


def parse_model_output(text, fields):
    answers = [pick(value, fields) for value in objects(text)]
    answers = [value for value in answers if value is not None]
    if not answers:
        raise ValueError("no answer")
    return answers[-1]


def objects(text):
    at = text.find("{")
    while at >= 0:
        end, strict = scan(text, at)
        if strict:
            yield json.loads(strict)
        at = text.find("{", end)


def strict_string(token):
    def part(match):
        piece = match[0]
        if piece == "\\'":
            return "'"
        return piece if len(piece) == 2 else json.dumps(piece)[1:-1]

    return '"' + PART.sub(part, token[1:-1]) + '"'


def scan(text, start):
    """The end of the object at `start` and its strict form, or the next place and nothing."""
    failed = start + 1, ""
    stack, out = [], []
    expect = "value"  # value, key, colon or end (comma or closing); what may also close is kept in `may_close`
    at = start
    while True:
        match = TOKEN.match(text, at)
        if not match:
            return failed
        at = match.end()
        token = match[match.lastgroup]
        if token == "," and expect == "end":
            out.append(",")
            expect, may_close = ("key" if stack[-1] == "}" else "value"), True
        elif token == ":" and expect == "colon":
            out.append(":")
            expect = "value"
        elif token in ("}", "]") and (expect == "end" or may_close) and stack[-1] == token:
            if out[-1] == ",":
                out.pop()
            out.append(token)
            stack.pop()
            if not stack:
                return at, "".join(out)
            expect, may_close = "end", False
        elif token in ("{", "[") and expect == "value":
            out.append(token)
            stack.append("}" if token == "{" else "]")
            expect, may_close = ("key" if token == "{" else "value"), True
        elif match["string"] and expect in ("key", "value"):
            out.append(strict_string(token))
            expect, may_close = ("colon" if expect == "key" else "end"), False
        elif match["atom"] and expect == "value":
            out.append(PYTHON.get(token, token))
            expect, may_close = "end", False
        else:
            return failed


def pick(value, fields):
    for name, kind in fields.items():
        got = value.get(name)
        if got is None and kind[-1] == "?":
            continue
        kind = kind.rstrip("?")
        if kind == "strings":
            good = type(got) is list and all(type(item) is str for item in got)
        else:
            good = type(got) in TYPES[kind]
        if not good:
            return None
    return {name: value.get(name) for name in fields}
