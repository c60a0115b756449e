"""The strength of problems' tests as JSON objects: `judge.mutants/1` and `judge.saboteurs/1`."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from typing import Any, Final

from judge.verify.mutation_run import Fate, Strength
from judge.verify.saboteurs import Resistance

SCHEMA: Final = "judge.mutants/1"
SABOTEURS_SCHEMA: Final = "judge.saboteurs/1"


def strengths_json(strengths: Sequence[Strength]) -> str:
    """One object for all problems, with the survivors and the equivalent mutants in full."""
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


def resistances_json(resistances: Sequence[Resistance]) -> str:
    """One object for all problems, with the result of each saboteur."""
    problems = [
        {
            "problem": one.problem,
            "saboteurs": [
                {"saboteur": result.saboteur, "fate": str(result.fate), "by": result.by, "why": result.why}
                for result in one.results
            ],
        }
        for one in resistances
    ]
    return json.dumps({"schema": SABOTEURS_SCHEMA, "problems": problems}, indent=2)
