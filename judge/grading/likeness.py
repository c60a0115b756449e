"""Solutions by different authors that are nearly the same: a hint for a person, never a verdict.

Winnowing (Schleimer, Wilkerson and Aiken, 2003), which MOSS is built on: every run of RUN tokens is hashed, the
smallest of every WINDOW hashes is kept as a fingerprint, and two solutions are as alike as the share of the smaller
one's fingerprints that both have. Renaming, reformatting and commenting leave the tokens unchanged, and moving code
most of them.

Sources are data: any bytes give tokens, in time linear in their length; nothing is parsed, compiled or imported. Knows
no verdicts and no rules.
"""

from __future__ import annotations

import keyword
import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import chain
from operator import or_
from typing import Final

from judge import source
from judge.errors import UsageError
from judge.grading.results import Alike, Candidate

THRESHOLD: Final = 0.7
"""Pairs from here on are reported; tests/judge/grading/test_likeness.py has examples on both sides."""

RUN: Final = 6
WINDOW: Final = 4
LEAST: Final = 30
"""Fewer fingerprints (some 70 tokens) say nothing: correct solutions of a small problem all look the same."""

MAX_TOKENS: Final = 5_000
"""Later tokens are ignored; this is eight times the longest honest solution."""

MANY: Final = 10
"""A fingerprint that more solutions share, and more than a fifth of all, is how the problem is usually solved."""

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
"""Possessive, and an open string may end with the text: no source makes it backtrack."""

_STRING, _NUMBER, _NAME, _OTHER = 0, 1, 2, 3
_CODES: Final = {token: code for code, token in enumerate((*keyword.kwlist, *_OPERATORS), start=4)}
_DEPTH: Final = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_PUNCTUATION: Final = frozenset("(),;")
"""Tokens that a formatter adds or removes."""


def alike(
    candidates: Iterable[Candidate],
    stub_of: Callable[[str], str],
    *,
    wanted: Callable[[Candidate], bool] = lambda _: True,
) -> tuple[Alike, ...]:
    """Pairs of nearly identical solutions of one problem by different authors, the most alike first.

    Solutions that differ only in names and layout are each paired with the first of them, not with each other.

    Args:
        candidates: all solutions that may have been copied. Unreadable files are left out.
        stub_of: the stub of a problem; what it contains does not count.
        wanted: at least one of a pair must be.
    """
    by_problem = defaultdict(list)
    for candidate in sorted(set(candidates)):
        by_problem[candidate.problem].append(candidate)
    pairs: list[Alike] = []
    for problem, group in by_problem.items():
        sources = [(candidate, text) for candidate in group if (text := _text_of(candidate)) is not None]
        pairs += [pair for pair in compare(sources, stub_of(problem)) if wanted(pair.first) or wanted(pair.second)]
    return tuple(sorted(pairs, key=lambda pair: (-pair.likeness, pair.first, pair.second)))


def compare(sources: Sequence[tuple[Candidate, str]], stub: str) -> list[Alike]:
    """The pairs among the solutions of one problem, in no particular order."""
    same: dict[bytes, list[Candidate]] = defaultdict(list)
    for candidate, text in sources:
        same[tokens(text)].append(candidate)
    given = fingerprints(tokens(stub))
    own = {candidates[0]: fingerprints(stream) - given for stream, candidates in same.items()}
    own = {first: prints for first, prints in own.items() if len(prints) >= LEAST}
    pairs = _pairs_above_threshold(own)
    pairs += [Alike(group[0], other, 1.0) for group in same.values() if group[0] in own for other in group[1:]]
    return [pair for pair in pairs if pair.first.author != pair.second.author]


def _pairs_above_threshold(own: Mapping[Candidate, set[int]]) -> list[Alike]:
    """The pairs whose smaller one shares at least THRESHOLD of its fingerprints, not counting what many share.

    Whoever shares that much also shares one of the smaller one's rarest fingerprints, so that only those who do are
    compared. With a bit for each fingerprint, a comparison is one operation on integers.
    """
    holders = Counter(chain.from_iterable(own.values()))
    many = max(MANY, len(own) / 5)
    rarest = sorted((one for one, count in holders.items() if 1 < count <= many), key=lambda one: (holders[one], one))
    place = {one: number for number, one in enumerate(rarest)}
    size = {first: sum(holders[one] <= many for one in prints) for first, prints in own.items()}
    by_size = sorted((first for first in own if size[first] >= LEAST), key=lambda first: (size[first], first))
    shared = [sorted(place[one] for one in own[first] if one in place) for first in by_size]
    owners = [0] * len(rarest)
    for number, places in enumerate(shared):
        for one in places:
            owners[one] |= 1 << number
    masks = [_bits(places) for places in shared]
    pairs: list[Alike] = []
    for number, first in enumerate(by_size):
        alone = size[first] - len(shared[number])  # fingerprints that nobody else has are the rarest ones
        spared = size[first] - math.ceil(THRESHOLD * size[first]) + 1
        near = reduce(or_, (owners[one] for one in shared[number][: max(0, spared - alone)]), 0) >> number + 1
        while near:
            other = number + (near & -near).bit_length()
            near &= near - 1
            likeness = (masks[number] & masks[other]).bit_count() / size[first]
            if likeness >= THRESHOLD:
                earlier, later = sorted((first, by_size[other]))
                pairs.append(Alike(earlier, later, likeness))
    return pairs


def _bits(places: Sequence[int]) -> int:
    """An integer with these bits."""
    data = bytearray(max(places, default=0) // 8 + 1)
    for place in places:
        data[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(data, "little")


def tokens(text: str) -> bytes:
    """The text as one byte per token, the same for all names and numbers, without comments, docstrings and layout."""
    stream = bytearray()
    depth, begins = 0, True  # a string that begins a line outside all brackets is a docstring
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
    """Winnowing: the smallest hash of every WINDOW runs of tokens."""
    hashes = [zlib.crc32(stream[place : place + RUN]) for place in range(len(stream) - RUN + 1)]
    return {min(hashes[place : place + WINDOW]) for place in range(len(hashes) - WINDOW + 1)}


def _text_of(candidate: Candidate) -> str | None:
    try:
        return source.read(candidate.path).source.decode("utf-8", "replace")
    except UsageError:
        return None  # grading reports it
