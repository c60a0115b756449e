"""Why a hidden test failed, without what could lead to its answer: the kind of the difference, and how large it is.

Whoever may submit often learns an answer from an exact distance in two submissions, from a count of wrong elements or
from the place of the first or largest one in a few dozen, and from an order of magnitude by halving. So only one limit
is left of a distance: whether rounding, or a formula, is the likely cause. Knows no audience.
"""

from __future__ import annotations

import re
from typing import Final

SMALL: Final = 1e-4
"""A difference below it is called small: nobody comes that close to an answer by chance."""

_NUMBER: Final = r"[-+]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|inf|nan"
_DISTANCE: Final = re.compile(rf"off by (?P<size>{_NUMBER})(?![\w.])", re.IGNORECASE)
_STEPS: Final = (
    (re.compile(r",? ?worst at index \[[^\]]*\]"), ""),
    (re.compile(r" at index \[[^\]]*\]"), ""),
    (re.compile(r" ?\([\d,]+ of [\d,]+ elements differ\)"), ""),
    (re.compile(r"\b[\d,]+ of [\d,]+ elements differ"), "elements differ"),
)
_KEPT: Final = re.compile(
    r"(?:shape|expected|instead of|not) \((?:\d+,? ?)*\)"  # shapes, which the statement gives
    r"|\bline \d+"  # of the solution
    r"|[A-Za-z_][\w.]*"  # words, names and dtypes
)
_TOKEN: Final = re.compile(rf"{_KEPT.pattern}|(?P<number>{_NUMBER})|(?P<index>\[[-\d, :]*\])|.", re.DOTALL)


def order_of_magnitude(message: str) -> str:
    """A message whose distances are powers of ten."""
    return _DISTANCE.sub(lambda found: f"off by about {_power(found['size'])}", message)


def kind_of_difference(message: str) -> str:
    """A message without places, counts and values. Of a distance it says whether it is small."""
    for pattern, instead in _STEPS:
        message = pattern.sub(instead, message)
    message = _DISTANCE.sub(lambda found: f"off by {_size(found['size'])}", message)
    return "".join(map(_without_value, _TOKEN.finditer(message)))


def _without_value(token: re.Match[str]) -> str:
    if token["number"] is not None:
        return "…"
    return "[…]" if token["index"] is not None else token[0]


def _float(text: str) -> float:
    return abs(float(text.replace(",", "")))


def _power(text: str) -> str:
    size = _float(text)
    if size == 0 or size != size or size == float("inf"):  # noqa: PLR0124 - NaN
        return text
    return f"1e{int(f'{size:e}'.partition('e')[2])}"


def _size(text: str) -> str:
    return "a small amount (rounding?)" if _float(text) < SMALL else "more than rounding explains"
