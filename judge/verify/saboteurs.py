"""Saboteurs: an accepted submission, broken in one way that no mutant of its text is, such as a result kept by shape.

Each must be rejected. A run with an alarm tells first whether it ever acts: what a problem gives no occasion for, such
as a first mask to keep where there is no mask, does not apply to it. Some occasions the tests of every problem must
give, such as a length beyond 512, unless its `saboteurs.toml` says why not.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from judge import toml
from judge.errors import ProblemError
from judge.pool import judge_each
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox
from judge.submission import Submission
from judge.verify import sabotage
from judge.verify.finding import Finding, error
from judge.verify.mutation_run import NOT_KILLED, verdict_and_test

FILE: Final = "saboteurs.toml"
_SEE: Final = "See docs/problems.md, saboteurs."
NAMES: Final = tuple(sabotage.SABOTEURS)
_SIZES: Final = frozenset(name for name in NAMES if name.startswith("is wrong beyond"))
_ALWAYS: Final = _SIZES | {"is wrong on negative numbers"}
_WITH_ARRAYS: Final = _ALWAYS | {"is wrong on views", "rounds float64 to float32"}
_OCCASIONS: Final = {
    Runtime.PYTHON: _ALWAYS | {"is wrong on empty input"},
    Runtime.NUMPY: _WITH_ARRAYS,
    Runtime.TORCH: _WITH_ARRAYS,
}
"""What the tests of every problem of a runtime must give an occasion for."""
_TORCH_ONLY: Final = frozenset(
    {
        "is wrong under no_grad",
        "is wrong in inference_mode",
        "leaves gradients off",
        "leaves another default dtype",
    }
)


class Fate(StrEnum):
    """What became of a saboteur."""

    KILLED = "killed"
    SURVIVED = "survived"
    """No test noticed what it did."""
    IDLE = "idle"
    """No test gave it an occasion, although every problem's tests must."""
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Sabotage:
    """One saboteur of one problem.

    Attributes:
        by: the test that kills it; empty if none does.
        why: the reason that the problem gives for not killing it.
    """

    saboteur: str
    fate: Fate
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Resistance:
    """How the tests of a problem did against its saboteurs."""

    problem: str
    results: tuple[Sabotage, ...]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """How many were killed, excused by the problem, not applicable to it, and survived."""
        killed = sum(one.fate is Fate.KILLED for one in self.results)
        not_applicable = sum(one.fate is Fate.NOT_APPLICABLE for one in self.results)
        left = [one for one in self.results if one.fate in (Fate.SURVIVED, Fate.IDLE)]
        excused = sum(bool(one.why) for one in left)
        return killed, excused, not_applicable, len(left) - excused


def saboteurs_of(problem: Problem) -> list[str]:
    """Those that can do something in the problem's runtime."""
    torch = problem.runtime is Runtime.TORCH
    return [name for name in NAMES if torch or name not in _TORCH_ONLY]


def sabotaged(source: bytes, entry: Sequence[str], saboteur: str, *, alarm: bool = False) -> bytes:
    """The source with a saboteur behind it."""
    body = Path(sabotage.__file__).read_text(encoding="utf-8").replace("from __future__ import annotations\n", "")
    return (
        source
        + b"\n\ndef __sabotage__():\n"
        + textwrap.indent(body, "    ").encode()
        + f"    install({list(entry)!r}, globals(), {saboteur!r}, alarm={alarm})\n\n__sabotage__()\n".encode()
    )


def reasons(folder: Path) -> dict[str, str]:
    """Why no test of a problem kills certain saboteurs, from its `saboteurs.toml`. Raises ProblemError."""
    path = folder / FILE
    table = toml.optional_table(path, _SEE)
    for name, why in table.items():
        if name not in NAMES:
            raise ProblemError(f"{path}: there is no saboteur that {name}", _SEE)
        if not isinstance(why, str) or not why.strip():
            raise ProblemError(f"{path} does not say why no test notices one that {name}")
    return {name: str(why) for name, why in table.items()}


def run(problem: Problem, source: bytes, listed: dict[str, str], sandbox: Sandbox, jobs: int) -> Iterator[Sabotage]:
    """What becomes of each saboteur behind an accepted source, `jobs` at a time.

    Raises:
        SandboxError: the sandbox broke.
        ProblemError: the tests cannot be run at all.
    """
    judge_one = partial(_judge_one, problem, source, listed)
    for _, result in judge_each(judge_one, saboteurs_of(problem), sandbox, jobs):
        yield result


def _judge_one(problem: Problem, source: bytes, listed: dict[str, str], saboteur: str, sandbox: Sandbox) -> Sabotage:
    why = listed.get(saboteur, "")
    if not _killer(problem, sabotaged(source, problem.entry, saboteur, alarm=True), sandbox):
        must_act = saboteur in _OCCASIONS[problem.runtime]
        return Sabotage(saboteur, Fate.IDLE if must_act else Fate.NOT_APPLICABLE, why=why)
    killer = _killer(problem, sabotaged(source, problem.entry, saboteur), sandbox)
    return Sabotage(saboteur, Fate.KILLED if killer else Fate.SURVIVED, killer, why)


def _killer(problem: Problem, source: bytes, sandbox: Sandbox) -> str:
    """The test that rejects a source, or an empty string."""
    verdict, test = verdict_and_test(problem, Submission("a saboteur", source), sandbox)
    return "" if verdict in NOT_KILLED else test or "loading it"


def findings(results: Sequence[Sabotage]) -> Iterator[Finding]:
    """What the fates show to be wrong with the tests, or with the list of reasons."""
    for one in results:
        name = f"a solution that {one.saboteur}"
        match one.fate:
            case Fate.SURVIVED if not one.why:
                yield error(name, "is accepted", f"Add a test that notices it, or say in {FILE} why none can.")
            case Fate.IDLE if not one.why:
                yield error(
                    name, "never comes to act", f"Add a test with such input, or say in {FILE} why there is none."
                )
            case Fate.KILLED | Fate.NOT_APPLICABLE if one.why:
                because = f"{one.by} kills it" if one.by else "it does not apply"
                yield error(FILE, f"excuses a solution that {one.saboteur}, but {because}", "Remove the line.")
