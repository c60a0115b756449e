"""What is known of graded solutions: plain data. Judges nothing, reads nothing, decides nothing about who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from judge.verdict import Report, Verdict


class Shown(StrEnum):
    """How much of a report `judge grade` shows. No setting shows inputs or expected values of hidden tests."""

    VERDICTS = "verdicts"
    """Only the verdict of each test."""
    MESSAGES = "messages"
    """Also why a test failed."""
    SAMPLES = "samples"
    """Also inputs, expected values and output of sample tests."""


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A file named after a problem. `author` is the name of its folder, or empty."""

    author: str
    problem: str
    path: Path


@dataclass(frozen=True, slots=True)
class Found:
    """What was found below the given paths.

    Attributes:
        candidates: solutions, sorted.
        unknown: the path of each entry that is not a solution, with the reason; only the first ones.
        unnamed: how many more such entries there are.
    """

    candidates: tuple[Candidate, ...]
    unknown: tuple[tuple[str, str], ...]
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where results come from. Only results of one origin can be merged.

    Attributes:
        judge: the version of the program.
        commit: of the branch, or empty where there is no repository.
        problems: the id of each problem with the digest of its tests and limits, sorted.
        shard: the number of this shard, from 1.
        shards: how many shards there are.
        plan: a digest of which shard judges what; empty if there is only one shard.
    """

    judge: str
    commit: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    shard: int = 1
    shards: int = 1
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Graded:
    """The result of one solution.

    Attributes:
        candidate: author, problem and file.
        report: None if nothing was judged.
        refused: why the file cannot be submitted (a link, a folder, too large); the author must fix it.
        fault: what went wrong in the judge or the problem; never counted against the author.
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
    def judge_error(self) -> bool:
        """Whether the judge or the problem is at fault."""
        return bool(self.fault) or (self.report is not None and self.report.verdict is Verdict.JUDGE_ERROR)


@dataclass(frozen=True, slots=True)
class Scored:
    """One author's score for one problem.

    Attributes:
        problem: its id.
        points: after penalties.
        possible: the most that one can get.
        required: whether it must be solved to pass.
        accepted: whether it is solved.
        note: what lowered the points (late, too many attempts), or empty.
        withheld: whether a judge error leaves it open: no points yet, which is not 0 points.
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
        lines: a score for each problem that counts, solved or not.
        passed: whether everything required is solved and the points suffice.
        withheld: why there is no result yet, if a judge error leaves something open; never a score of 0.
    """

    author: str
    lines: tuple[Scored, ...]
    passed: bool
    withheld: str = ""

    @property
    def points(self) -> float:
        """The sum of the points."""
        return sum(line.points for line in self.lines)

    @property
    def possible(self) -> float:
        """The most points that one can get."""
        return sum(line.possible for line in self.lines)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two solutions by different authors that are nearly the same: a hint for a person, not a verdict.

    Attributes:
        first: one of them; the order has no meaning.
        second: the other one.
        likeness: how much of the smaller one is also in the larger one, 0 to 1.
    """

    first: Candidate
    second: Candidate
    likeness: float


@dataclass(frozen=True, slots=True)
class Grades:
    """Everything that one run of `judge grade` has found.

    Attributes:
        results: sorted by author and problem.
        unknown: the path of each entry that is not a solution, with the reason; only the first ones.
        standings: by the rules of judge.toml; empty without rules.
        alike: pairs that a person should look at.
        unnamed: how many more entries are not solutions.
        origin: where the results come from; None if no output form needs it.
        shown: how much of the reports may be shown.
    """

    results: tuple[Graded, ...]
    unknown: tuple[tuple[str, str], ...] = ()
    standings: tuple[Standing, ...] = ()
    alike: tuple[Alike, ...] = ()
    unnamed: int = 0
    origin: Origin | None = None
    shown: Shown = Shown.MESSAGES

    @property
    def has_judge_error(self) -> bool:
        """Whether the judge or a problem is at fault for any result."""
        return any(graded.judge_error for graded in self.results)

    @property
    def passed(self) -> bool:
        """Whether every author passes by the rules or, without rules, every solution is accepted."""
        if self.standings:
            return all(standing.passed for standing in self.standings)
        return all(graded.accepted for graded in self.results)
