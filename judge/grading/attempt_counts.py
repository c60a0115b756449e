"""How often each author has tried each problem, read from a file of the trusted side. Counts nothing itself.

{"alice": {"layer_norm": 3}}
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from judge import names, toml
from judge.errors import ProblemError, UsageError

MAX_BYTES: Final = 16 << 20

_HINT: Final = 'It must look like {"alice": {"layer_norm": 3}}: see docs/rules.md.'


def load(path: Path) -> Mapping[tuple[str, str], int]:
    """The number of attempts by author and problem. Raises UsageError, which names the invalid entry."""
    try:
        document = json.loads(toml.contents(path, MAX_BYTES))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", _HINT) from None
    except ProblemError as error:
        raise UsageError(error.message, error.hint) from None
    except (ValueError, RecursionError) as error:  # not JSON, not UTF-8, a number with too many digits
        raise UsageError(f"{path} is not valid JSON: {error}", _HINT) from None
    numbers: Counter[tuple[str, str]] = Counter()
    for author, counts in _object(path, "", document).items():
        for problem, count in _object(path, author, counts).items():
            numbers[names.normal(author), problem] += _whole(path, author, problem, count)
    return dict(numbers)


def _object(path: Path, author: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        where = f"{path}: {toml.shown(author)}" if author else f"{path}"
        raise UsageError(f"{where} must be an object, not {toml.shown(value)}", _HINT)
    return value


def _whole(path: Path, author: str, problem: str, count: Any) -> int:
    if type(count) is not int or count < 0:
        where = f"{path}: {toml.shown(author)}, {toml.shown(problem)}"
        raise UsageError(f"{where} must be a whole number, 0 or more, not {toml.shown(count)}", _HINT)
    return count
