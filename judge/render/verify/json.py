"""The strength of problems' tests as the JSON object `judge.mutants/1`."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from typing import Any, Final

from judge.verify.mutation_run import Fate, Strength

SCHEMA: Final = "judge.mutants/1"


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
