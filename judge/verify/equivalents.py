"""Mutants that no test can kill, as a problem's equivalent.toml lists them: each with the reason why.

    [[equivalent]]
    of = "accepted/two_pointers.py"
    before = "if left > right:"          the lines of the submission that the mutant changes, without their indentation
    after = "if left >= right:"
    why = "left never equals right here"

An entry holds wherever these lines stand in that submission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from judge import toml
from judge.errors import ProblemError
from judge.verify.mutants import Mutant

FILE: Final = "equivalent.toml"
_SEE: Final = "See docs/problems.md, equivalent mutants."


@dataclass(frozen=True, slots=True)
class Equivalent:
    """One entry."""

    of: str
    before: str
    after: str
    why: str

    def covers(self, mutant: Mutant) -> bool:
        """Whether this entry describes the mutant."""
        return (self.of, self.before.strip(), self.after.strip()) == (mutant.of, mutant.before, mutant.after)


def read(folder: Path) -> list[Equivalent]:
    """The entries of a problem folder; none if it has no such file. Raises ProblemError."""
    path = folder / FILE
    table = toml.optional_table(path, _SEE)
    entries = table.pop("equivalent", [])
    if table or not isinstance(entries, list):
        raise ProblemError(f"{path} may contain only [[equivalent]] entries", _SEE)
    return [_entry(path, number, entry) for number, entry in enumerate(entries, 1)]


def _entry(path: Path, number: int, entry: object) -> Equivalent:
    wanted = [field.name for field in fields(Equivalent)]
    if (
        not isinstance(entry, dict)
        or sorted(entry) != sorted(wanted)
        or not all(type(v) is str for v in entry.values())
    ):
        raise ProblemError(f"{path}: entry {number} must have only {', '.join(wanted)}, all strings")
    if not entry["why"].strip():
        raise ProblemError(f"{path}: entry {number} does not say why no test can tell the mutant from the submission")
    return Equivalent(**entry)


def reason_of(mutant: Mutant, equivalents: Sequence[Equivalent]) -> str:
    """Why a mutant is equivalent; empty if no entry covers it."""
    return next((entry.why for entry in equivalents if entry.covers(mutant)), "")
