"""Which mutants a problem's tests kill: a loop around `judge.judging`.

Known results are not judged again, so an interrupted run continues where it stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from judge.errors import ProblemError, StorageError
from judge.judging import judge
from judge.pool import judge_each
from judge.private_folder import make_private
from judge.problem import Problem
from judge.sandboxes import Sandbox
from judge.submission import Selection, Submission
from judge.verdict import Verdict
from judge.verify.equivalents import Equivalent, reason_of
from judge.verify.finding import Finding, error
from judge.verify.mutants import Mutant

NOT_KILLED: Final = {Verdict.ACCEPTED, Verdict.JUDGE_ERROR, Verdict.SKIPPED}


@dataclass(frozen=True, slots=True)
class Fate:
    """The result of one mutant.

    Attributes:
        verdict: of the first test that is not accepted, or of the source.
        by: the name of that test; empty if none failed.
        equivalent: why no test can kill it, if the problem lists it.
    """

    mutant: Mutant
    verdict: Verdict
    by: str = ""
    equivalent: str = ""

    @property
    def killed(self) -> bool:
        """Whether a test, or loading it, told it apart from a right solution."""
        return self.verdict not in NOT_KILLED


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong the tests of a problem are."""

    problem: str
    fates: tuple[Fate, ...]

    @property
    def killed(self) -> int:
        """The number of mutants killed."""
        return sum(fate.killed for fate in self.fates)

    @property
    def equivalent(self) -> int:
        """The number of surviving mutants that the problem lists as equivalent."""
        return sum(bool(fate.equivalent) and not fate.killed for fate in self.fates)

    @property
    def survivors(self) -> tuple[Fate, ...]:
        """The mutants that a test should have killed."""
        return tuple(fate for fate in self.fates if not fate.killed and not fate.equivalent)

    @property
    def rate(self) -> float:
        """The share of mutants killed, equivalent ones left out; 1 if there are none."""
        possible = len(self.fates) - self.equivalent
        return self.killed / possible if possible else 1.0


class FateCache:
    """Fates on disk, one line of JSON each, in a file named after a digest of everything that decides them."""

    def __init__(self, folder: Path, problem: Problem, sandbox: Sandbox) -> None:
        digest = hashlib.sha256(sandbox.info.image.encode())
        for name, content in sorted(problem.test_files().items()):
            digest.update(f"\0{name}\0".encode() + content)
        digest.update((problem.folder / "problem.toml").read_bytes())
        self._path = folder / f"{problem.id}-{digest.hexdigest()[:16]}.jsonl"

    def read(self) -> dict[str, tuple[Verdict, str]]:
        """Verdict and test by the mutant's key. Truncated lines are skipped."""
        found = {}
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as wrong:
            raise StorageError(f"{self._path} cannot be read: {wrong}", f"Remove it: rm {self._path}") from None
        for line in lines:
            try:
                key, verdict, by = json.loads(line)
                found[str(key)] = (Verdict(verdict), str(by))
            except (ValueError, TypeError):
                continue
        return found

    def add(self, fate: Fate) -> None:
        """Append one. Raises StorageError."""
        try:
            make_private(self._path.parent)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([fate.mutant.key, str(fate.verdict), fate.by]) + "\n")
        except OSError as wrong:
            raise StorageError(f"{self._path} cannot be written: {wrong.strerror}") from None


def require_accepted(problem: Problem, accepted: Iterable[tuple[str, bytes]], sandbox: Sandbox) -> None:
    """Mutants of a submission that fails anyway would all be killed and prove nothing.

    Raises:
        ProblemError: one of the (name, source) is not accepted.
        SandboxError: the sandbox broke.
    """
    for name, source in accepted:
        report = judge(problem, Submission(name, source), sandbox, Selection(fail_fast=True))
        if report.verdict is not Verdict.ACCEPTED:
            raise ProblemError(
                f"{name} of {problem.id} is {report.verdict}, so its mutants would prove nothing",
                f"Run: judge verify {problem.id}",
            )


def run(
    problem: Problem,
    mutants: Sequence[Mutant],
    equivalents: Sequence[Equivalent],
    sandbox: Sandbox,
    jobs: int,
    known: Mapping[str, tuple[Verdict, str]],
) -> Iterator[Fate]:
    """Judge the mutants that are not `known`, `jobs` at a time. The known fates come first.

    Raises:
        SandboxError: the sandbox broke.
        ProblemError: the tests cannot be run at all.
    """
    left = []
    for mutant in mutants:
        if mutant.key in known:
            yield Fate(mutant, *known[mutant.key], equivalent=reason_of(mutant, equivalents))
        else:
            left.append(mutant)
    # all submissions of a problem folder have one author
    for mutant, fate in judge_each(partial(_judge_mutant, problem), left, sandbox, jobs):
        yield replace(fate, equivalent=reason_of(mutant, equivalents))


def _judge_mutant(problem: Problem, mutant: Mutant, sandbox: Sandbox) -> Fate:
    return Fate(mutant, *verdict_and_test(problem, Submission(mutant.of, mutant.source), sandbox))


def verdict_and_test(problem: Problem, submission: Submission, sandbox: Sandbox) -> tuple[Verdict, str]:
    """The verdict of a submission that a test should kill, and that test; empty if none does."""
    report = judge(problem, submission, sandbox, Selection(fail_fast=True))
    return report.verdict, next((test.name for test in report.tests if test.verdict not in NOT_KILLED), "")


def findings(strength: Strength, equivalents: Sequence[Equivalent]) -> Iterator[Finding]:
    """What the fates show to be wrong with the tests and with the list of equivalent mutants."""
    if not strength.fates:
        yield error("submissions/accepted", "yields no mutants", "Add an accepted solution.")
    for fate in strength.survivors:
        mutant = fate.mutant
        hint = "Add a test that fails on it. If no test can, list it in equivalent.toml with the reason."
        yield error(f"{mutant.of}:{mutant.line}", f"has a surviving mutant: {mutant.operator.replace('_', ' ')}", hint)
    for fate in strength.fates:
        if fate.equivalent and fate.killed:
            what = f"lists a mutant of {fate.mutant.of} that {fate.by or 'loading it'} kills: {fate.mutant.after}"
            yield error("equivalent.toml", what, "Remove the entry.")
    for entry in equivalents:
        if not any(entry.covers(fate.mutant) for fate in strength.fates):
            what = f"lists a mutant that {entry.of} no longer has: {entry.after}"
            yield error("equivalent.toml", what, "Remove the entry, or correct its lines.")
