"""`judge grade --alike`: does the time grow with the solutions or with their pairs?"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from measure import Row, by_turns

from judge.grading import likeness
from judge.grading.results import Candidate

BYTES = 12_000
SHARED_BY = 6
"""Every piece is in a sixth of all solutions: the worst case, as what a fifth share no longer counts."""
_VALUES = ("x", "y[i]", "f(x)", "g(x, y)", "'s'", "x.y", "[x]", "not x", "{x: y}", "x[1:2]", "x ** 2", "x or y", "~x")
_LINES = ("{} = {} + {}", "for a in {}: {} += {}", "if {} < {}: return {}", "assert {}, {}, {}", "del {}, {}, {}")


def alike(_home: Path, rounds: int) -> Iterator[Row]:
    """800 solutions against 400."""
    many = solutions(800)
    more, fewer = by_turns(min(rounds, 3), lambda: _seconds(many), lambda: _seconds(many[:400]))
    yield Row("--alike, 800 solutions", "400 of them", more, fewer, goal="2.5")


def solutions(count: int) -> list[tuple[Candidate, str]]:
    """Sources of BYTES each, made of pieces of a common pool."""
    draw = random.Random(0)  # noqa: S311 - which ones does not matter
    pieces = ["\n".join(_line(draw) for _ in range(12)) for _ in range(36 * SHARED_BY)]
    made = []
    for number in range(count):
        text = "\n".join(draw.sample(pieces, len(pieces)))[:BYTES]
        made.append((Candidate(f"a{number:04d}", "p", Path("p.py")), text))
    return made


def _line(draw: random.Random) -> str:
    return draw.choice(_LINES).format(*(draw.choice(_VALUES) for _ in range(3)))


def _seconds(sources: list[tuple[Candidate, str]]) -> float:
    began = time.process_time()
    likeness.compare(sources, "")
    return time.process_time() - began
