"""The attack programs, and what each declares of itself.

A program opens with what it tries (and its class in the catalogue of attacks, A to H), then with comments:

    # expect: RTE "a piece of the message"   what must come of it (or "another piece", where two processes race)
    # naive: exit | report                   by what it is seen to win against `naive.py`: it is known to be an attack
    # against: tensors                       the target (see targets.py), squares unless said
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from judge.verdict import Verdict
from tests.attacks.targets import TARGETS, Target

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Program:
    """One hostile submission, and what its comments declare."""

    path: Path
    tries: str
    catalogue: str
    verdict: Verdict
    reasons: tuple[str, ...]
    naive: str
    target: Target

    @property
    def area(self) -> str:
        return self.path.parent.name

    def __str__(self) -> str:
        return f"{self.area}/{self.path.stem}"


def read_program(path: Path) -> Program:
    text = path.read_text(encoding="utf-8")
    said = dict(re.findall(r"^# (\w+): (.*)$", text, re.MULTILINE))
    verdict, _, reasons = said["expect"].partition(" ")
    opening = re.match(r'"""(?s:(.*?))\s*Class ([A-H](?:, [A-H])*)\.', text)
    assert opening, f"{path} does not open with what it tries and its class"
    return Program(
        path=path,
        tries=" ".join(opening[1].split()),
        catalogue=opening[2],
        verdict=Verdict(verdict),
        reasons=tuple(re.findall(r'"(.*?)"(?: or |$)', reasons)),
        naive=said.get("naive", ""),
        target=TARGETS[said.get("against", "squares")],
    )


PROGRAMS = [read_program(path) for path in sorted(HERE.glob("programs/*/*.py"))]
