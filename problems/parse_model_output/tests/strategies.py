"""Valid arguments of `parse_model_output`, as hypothesis draws them: texts put together from pieces of objects."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    '"a": 1',
    "{",
    "}",
    ",",
    " ",
    "'b': True",
    '"a": 2.5',
    "'b': \"x\"",
    '"c": [',
    "]",
    '"y"',
    "'z{'",
    "[",
    ":",
    "null",
    "None",
    "-3",
    "0",
    "\n",
    "word",
    "```",
    "\\",
    '"',
    "'",
    '{"a": 7, "b": "s"}',
    "{'a': 8, 'b': false}",
)
FIELDS = (
    {"a": "integer"},
    {"a": "number", "b": "string?"},
    {"b": "boolean"},
    {"c": "strings"},
    {"c": "strings?", "a": "integer?"},
    {},
)


def arguments() -> st.SearchStrategy[tuple[str, dict[str, str]]]:
    """The positional arguments of one call; many texts hold nothing that counts, and must be refused."""
    inside = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
    around = st.lists(st.sampled_from((*PIECES, "{")), max_size=3).map("".join)
    texts = st.tuples(around, inside, around).map(lambda parts: f"{parts[0]}{{{parts[1]}}}{parts[2]}")
    return st.tuples(texts | inside, st.sampled_from(FIELDS))
