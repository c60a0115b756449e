"""How strong a problem's tests are, as `judge verify --mutants` shows it: terminal, JSON, a table for the docs."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tabulate import tabulate

from judge.render import text
from judge.render.screen import Screen
from judge.verify.killing import Fate, Strength

SCHEMA: Final = "judge.mutants/1"
_HEADINGS: Final = ("problem", "mutants", "killed", "equivalent", "survived", "rate")


def fate_lines(fate: Fate, screen: Screen) -> Iterator[str]:
    """A survivor: where it is, and its lines before and after."""
    mutant = fate.mutant
    where = f"{mutant.of}:{mutant.line}  {mutant.operator.replace('_', ' ')}"
    yield f"{screen.paint(screen.sign('•'), 'red')} {text.one_line(where)}"
    for line in mutant.before.splitlines():
        yield screen.paint(f"    - {text.one_line(line, max_chars=screen.width - 6)}", "dim")
    for line in mutant.after.splitlines():
        yield f"    + {text.one_line(line, max_chars=screen.width - 6)}"


def strength_line(strength: Strength, screen: Screen) -> str:
    """`layer_norm: 381 mutants, 374 killed, 7 equivalent, 0 survived: 100.0 %`."""
    survived = len(strength.survivors)
    words = (
        f"{strength.problem}: {len(strength.fates)} mutants, {strength.killed} killed, "
        f"{strength.equivalent} equivalent, {survived} survived: {_percent(strength)}"
    )
    return screen.paint(words, "red" if survived else "green", "bold")


def table(strengths: Sequence[Strength], style: str = "simple") -> str:
    """All problems, and their sum."""
    rows = [_row(strength.problem, strength) for strength in strengths]
    if len(strengths) > 1:
        every = Strength("all", tuple(fate for strength in strengths for fate in strength.fates))
        rows.append(_row("all", every))
    return tabulate(rows, _HEADINGS, tablefmt=style, disable_numparse=True, colalign=("left", *["right"] * 5))


def _row(name: str, strength: Strength) -> list[str]:
    counts = (len(strength.fates), strength.killed, strength.equivalent, len(strength.survivors))
    return [name, *(f"{count:,}" for count in counts), _percent(strength)]


def _percent(strength: Strength) -> str:
    # 99.96 % is not all of them
    return f"{int(strength.rate * 1000) / 10:.1f} %"


def strengths_json(strengths: Sequence[Strength]) -> str:
    """One object for all problems; survivors and equivalents in full."""
    problems = [
        {
            "problem": strength.problem,
            "mutants": len(strength.fates),
            "killed": strength.killed,
            "rate": round(strength.rate, 4),
            "survived": [_fate_object(fate) for fate in strength.survivors],
            "equivalent": [_fate_object(fate) for fate in strength.fates if fate.equivalent and not fate.killed],
        }
        for strength in strengths
    ]
    return json.dumps({"schema": SCHEMA, "problems": problems}, indent=2)


def _fate_object(fate: Fate) -> dict[str, Any]:
    mutant = fate.mutant
    difference = difflib.ndiff(mutant.before.splitlines(), mutant.after.splitlines())
    fields = {"of": mutant.of, "line": mutant.line, "operator": mutant.operator, "diff": "\n".join(difference)}
    return fields | ({"why": fate.equivalent} if fate.equivalent else {})
