"""Solutions of different authors that are nearly the same: a hint for a person, never a verdict.

Winnowing (Schleimer, Wilkerson and Aiken, 2003), which MOSS is built on: every run of RUN tokens is a number, of every
WINDOW numbers the smallest is kept, and two solutions are as alike as the share of the smaller one's that both have.
What is renamed, reformatted or commented gives the same tokens, and what is moved most of them.

Sources are data: any bytes give tokens, in time that grows with their length alone; nothing is parsed, compiled or
imported. Knows no verdicts and no rules.
"""

from __future__ import annotations

import keyword
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Final

from judge import source
from judge.errors import UsageError
from judge.grading.results import Alike, Candidate

THRESHOLD: Final = 0.7
"""From here on a pair is told. tests/grading/test_likeness.py has the table of what lies on which side."""

RUN: Final = 6
WINDOW: Final = 4
LEAST: Final = 30
"""Fewer fingerprints of its own (some 70 tokens) say nothing: right solutions of a small problem all look the same."""

MAX_TOKENS: Final = 5_000
"""What comes after them is not looked at: eight times the longest honest solution."""

MANY: Final = 10
"""A passage that more solutions have, and more than a fifth of all, is how this problem is solved, and nobody's."""

_OPERATORS: Final = (
    "**=", "//=", "<<=", ">>=", "...", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "+=", "-=", "*=", "/=", "%=",
    "&=", "|=", "^=", "@=", "->", ":=", "+", "-", "*", "/", "%", "&", "|", "^", "@", "~", "<", ">", "=", ":", ".",
    "[", "]", "{", "}", "(", ")", ",", ";",
)  # fmt: skip

_SCANNER: Final = re.compile(
    r"""
    (?P<blank> [ \t\f\r]+ | \\\r?\n | \#[^\n]* )
  | (?P<line> \n )
  | (?P<string> [rRbBuUfFtT]{0,2} (?:
        \"{3} (?: [^"\\] | \\. | "(?!"") )*+ (?: \"{3} | \\?\Z )
      | '{3} (?: [^'\\] | \\. | '(?!'') )*+ (?: '{3} | \\?\Z )
      | " (?: [^"\\\n] | \\. )*+ "?
      | ' (?: [^'\\\n] | \\. )*+ '? ) )
  | (?P<number> \.?[0-9] (?: [eE][+-] | [\w.] )*+ )
  | (?P<word> \w+ )
  | (?P<operator> """
    + " | ".join(map(re.escape, _OPERATORS))
    + r""" )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
"""Possessive, and with a way out at the end of the text: no source makes it go back."""

_STRING, _NUMBER, _NAME, _OTHER = 0, 1, 2, 3
_CODES: Final = {token: code for code, token in enumerate((*keyword.kwlist, *_OPERATORS), start=4)}
_DEPTH: Final = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_PUNCTUATION: Final = frozenset("(),;")
"""What a formatter adds and takes away."""


def alike(
    candidates: Iterable[Candidate],
    stub_of: Callable[[str], str],
    *,
    wanted: Callable[[Candidate], bool] = lambda _: True,
) -> tuple[Alike, ...]:
    """Pairs of nearly the same solutions of one problem by different authors, the most alike first.

    Many that are the same but for names and layout are each told beside the first of them, not each beside each.

    Args:
        candidates: all that may have been copied from. What is no readable file is left out.
        stub_of: what everybody starts from, by problem: what is in it makes nobody alike.
        wanted: of a pair at least one must be.
    """
    by_problem = defaultdict(list)
    for candidate in sorted(set(candidates)):
        by_problem[candidate.problem].append(candidate)
    found = []
    for problem, group in by_problem.items():
        sources = [(candidate, text) for candidate in group if (text := _text_of(candidate)) is not None]
        found += [pair for pair in compare(sources, stub_of(problem)) if wanted(pair.first) or wanted(pair.second)]
    return tuple(sorted(found, key=lambda pair: (-pair.likeness, pair.first, pair.second)))


def compare(sources: Sequence[tuple[Candidate, str]], stub: str) -> list[Alike]:
    """The pairs among the solutions of one problem, in no order."""
    same: dict[bytes, list[Candidate]] = defaultdict(list)
    for candidate, text in sources:
        same[tokens(text)].append(candidate)
    given = fingerprints(tokens(stub))
    own = {candidates[0]: fingerprints(stream) - given for stream, candidates in same.items()}
    own = {first: prints for first, prints in own.items() if len(prints) >= LEAST}
    having: dict[int, list[Candidate]] = defaultdict(list)
    for first, prints in own.items():
        for one in prints:
            having[one].append(first)
    many = max(MANY, len(own) / 5)
    size: Counter[Candidate] = Counter()
    shared: Counter[tuple[Candidate, Candidate]] = Counter()
    for those in having.values():
        if len(those) <= many:
            size.update(those)
            shared.update(combinations(those, 2))
    pairs = [
        Alike(first, second, likeness)
        for (first, second), count in shared.items()
        if (smaller := min(size[first], size[second])) >= LEAST and (likeness := count / smaller) >= THRESHOLD
    ]
    pairs += [Alike(group[0], other, 1.0) for group in same.values() if group[0] in own for other in group[1:]]
    return [pair for pair in pairs if pair.first.author != pair.second.author]


def tokens(text: str) -> bytes:
    """The text as one byte a token: names are alike, numbers too; comments, docstrings and layout are gone."""
    stream = bytearray()
    depth, begins = 0, True  # a string that begins a line outside of all brackets is a docstring
    for match in _SCANNER.finditer(text):
        kind = match.lastgroup
        if len(stream) == MAX_TOKENS:
            break
        if kind == "line":
            begins = begins or depth <= 0
        elif kind != "blank":
            word = match[0]
            depth += _DEPTH.get(word, 0)
            if word not in _PUNCTUATION and not (kind == "string" and begins):
                stream.append(_code(kind, word))
            begins = False
    return bytes(stream)


def _code(kind: str | None, word: str) -> int:
    match kind:
        case "string":
            return _STRING
        case "number":
            return _NUMBER
        case "word":
            return _CODES.get(word, _NAME)
        case _:
            return _CODES.get(word, _OTHER)


def fingerprints(stream: bytes) -> set[int]:
    """Winnowing: of every WINDOW runs of tokens the one with the smallest number."""
    numbers = [zlib.crc32(stream[place : place + RUN]) for place in range(len(stream) - RUN + 1)]
    return {min(numbers[place : place + WINDOW]) for place in range(len(numbers) - WINDOW + 1)}


def _text_of(candidate: Candidate) -> str | None:
    try:
        return source.read(candidate.path).source.decode("utf-8", "replace")
    except UsageError:
        return None  # grading says so
