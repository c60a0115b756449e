"""What grading knows of solutions and says of them: plain data. Judges nothing, reads nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from judge.verdict import Report, TestResult, Verdict


class Shown(StrEnum):
    """How much of a report may be told. Whatever it is, inputs and expected values of hidden tests never are."""

    VERDICTS = "verdicts"
    """The verdict of each test, and no word more."""
    MESSAGES = "messages"
    """Why a test failed, too."""
    SAMPLES = "samples"
    """Of sample tests also inputs, expected values, and what the solution printed."""


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A file that is named after a problem. `author` is the name of its folder, or empty."""

    author: str
    problem: str
    path: Path


@dataclass(frozen=True, slots=True)
class Found:
    """What lies below the paths: solutions in order, and the path of each thing that is none, with the reason."""

    candidates: tuple[Candidate, ...]
    unknown: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """One solution's result.

    Attributes:
        candidate: whose, of what, where.
        report: None where nothing was judged.
        refused: why the file is no submission (a link, a folder, too large): the author's to mend.
        fault: what is wrong on our side; never counted against the author.
    """

    candidate: Candidate
    report: Report | None = None
    refused: str = ""
    fault: str = ""

    @property
    def accepted(self) -> bool:
        """Whether all tests passed."""
        return self.report is not None and self.report.verdict is Verdict.ACCEPTED

    @property
    def ours(self) -> bool:
        """Whether the judge or the problem is at fault."""
        return bool(self.fault) or (self.report is not None and self.report.verdict is Verdict.JUDGE_ERROR)

    def told(self, shown: Shown) -> Graded:
        """The same without what may not be shown. Why a file was refused, or what our fault is, may always be."""
        if self.report is None:
            return self
        message = "" if shown is Shown.VERDICTS and not self.ours else self.report.message
        tests = tuple(_told(test, shown) for test in self.report.tests)
        return replace(self, report=replace(self.report, message=message, tests=tests))


def _told(test: TestResult, shown: Shown) -> TestResult:
    if test.group == "sample" and shown is Shown.SAMPLES:
        return test
    silent = shown is Shown.VERDICTS and test.verdict is not Verdict.JUDGE_ERROR
    return replace(test, message="" if silent else test.message, detail="", output="")


@dataclass(frozen=True, slots=True)
class Scored:
    """What one author has for one problem.

    Attributes:
        problem: its id.
        points: what it counts, after a penalty for lateness.
        possible: what it can count at most.
        required: whether one must solve it to pass.
        accepted: whether it is solved.
        note: what lowered the points, in words: late by how much, too many attempts; or empty.
        withheld: whether a fault of ours has left it open: there are no points yet, which is not 0 points.
    """

    problem: str
    points: float
    possible: float
    required: bool = False
    accepted: bool = False
    note: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One author by the rules of a repository.

    Attributes:
        author: the name of the folder, or empty.
        lines: a line for each problem that counts, solved or not.
        passed: whether all that is required is solved and the points suffice.
        withheld: why nothing can be said yet, where a fault of ours left something open; never a score of 0.
    """

    author: str
    lines: tuple[Scored, ...]
    passed: bool
    withheld: str = ""

    @property
    def points(self) -> float:
        """All points together."""
        return sum(line.points for line in self.lines)

    @property
    def possible(self) -> float:
        """All points that there are."""
        return sum(line.possible for line in self.lines)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two solutions of different authors that are nearly the same: a hint for a person, no verdict.

    Attributes:
        first: one of them; the order means nothing.
        second: the other one.
        likeness: the share of the smaller one that the larger one has too, 0 to 1.
    """

    first: Candidate
    second: Candidate
    likeness: float


@dataclass(frozen=True, slots=True)
class Grades:
    """All that one `judge grade` has found, as every output form gets it.

    Attributes:
        results: in order of author and problem.
        unknown: the path of each thing that is no solution, with the reason.
        standings: by the rules of judge.toml; empty where there are none.
        alike: pairs that a person should look at.
        shown: how much of the reports may be told.
    """

    results: tuple[Graded, ...]
    unknown: tuple[tuple[str, str], ...] = ()
    standings: tuple[Standing, ...] = ()
    alike: tuple[Alike, ...] = ()
    shown: Shown = Shown.MESSAGES

    @property
    def told(self) -> Grades:
        """The same without what may not be shown: what every form is made from."""
        return replace(self, results=tuple(graded.told(self.shown) for graded in self.results))

    @property
    def ours(self) -> bool:
        """Whether the judge or a problem is at fault somewhere."""
        return any(graded.ours for graded in self.results)

    @property
    def passed(self) -> bool:
        """Whether all is as it must be: by the rules, or, without rules, that every solution is accepted."""
        if self.standings:
            return all(standing.passed for standing in self.standings)
        return all(graded.accepted for graded in self.results)
