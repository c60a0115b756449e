"""isinstance takes True for an int."""

import re

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
ESCAPES = {'"': '"', "'": "'", "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
KINDS = {
    "string": lambda v: type(v) is str,
    "integer": lambda v: isinstance(v, int),
    "number": lambda v: isinstance(v, (int, float)),
    "boolean": lambda v: type(v) is bool,
    "strings": lambda v: type(v) is list and all(type(item) is str for item in v),
}


def parse_model_output(text, fields):
    found = None
    at = text.find("{")
    while at >= 0:
        try:
            value, end = read_value(text, at)
        except (ValueError, IndexError):
            end = at + 1
        else:
            result = pick(value, fields)
            if result is not None:
                found = result
        at = text.find("{", end)
    if found is None:
        raise ValueError("no object that satisfies the fields")
    return found


def pick(value, fields):
    result = {}
    for name, kind in fields.items():
        result[name] = value.get(name)
        missing = result[name] is None and kind.endswith("?")
        if not missing and not KINDS[kind.rstrip("?")](result[name]):
            return None
    return result


def skip(text, at):
    while text[at] in " \t\r\n":
        at += 1
    return at


def read_value(text, at):
    if text[at] == "{":
        pairs, end = read_items(text, at, "}", read_pair)
        return dict(pairs), end
    if text[at] == "[":
        return read_items(text, at, "]", read_value)
    if text[at] in "\"'":
        return read_string(text, at)
    number = NUMBER.match(text, at)
    if number:
        return (float if number[1] or number[2] else int)(number[0]), number.end()
    for word, value in WORDS.items():
        if text.startswith(word, at):
            return value, at + len(word)
    raise ValueError("no value")


def read_items(text, at, closing, read_item):
    items = []
    at = skip(text, at + 1)
    while text[at] != closing:
        item, at = read_item(text, at)
        items.append(item)
        at = skip(text, at)
        if text[at] == ",":
            at = skip(text, at + 1)
        elif text[at] != closing:
            raise ValueError("a comma is missing")
    return items, at + 1


def read_pair(text, at):
    key, at = read_string(text, at)
    at = skip(text, at)
    if text[at] != ":":
        raise ValueError("a colon is missing")
    value, at = read_value(text, skip(text, at + 1))
    return (key, value), at


def read_string(text, at):
    quote = text[at]
    if quote not in "\"'":
        raise ValueError("a key must be a string")
    units = []
    at += 1
    while text[at] != quote:
        if text[at] != "\\":
            units.append(text[at])
            at += 1
        elif text[at + 1] != "u":
            if text[at + 1] not in ESCAPES:
                raise ValueError("no escape")
            units.append(ESCAPES[text[at + 1]])
            at += 2
        else:
            digits = re.compile(r"[0-9a-fA-F]{4}").match(text, at + 2)
            if not digits:
                raise ValueError("no escape")
            units.append(chr(int(digits[0], 16)))
            at += 6
    return "".join(units).encode("utf-16", "surrogatepass").decode("utf-16"), at + 1
