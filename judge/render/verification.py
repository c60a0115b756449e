"""What `judge verify` shows: a line for each trial as it ends, then what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from judge.render import text
from judge.render.screen import Screen
from judge.render.verdicts import color, count, mark, seconds
from judge.verdict import Verdict
from judge.verify import Finding, Room, Severity, Trial, Tried

_FIGURES: Final = 26
"""Columns that are taken by what follows the name of a trial."""
_QUIET: Final = frozenset({Verdict.ACCEPTED, Verdict.SKIPPED})


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one problem's trials, aligned before the first of them has ended."""

    screen: Screen
    name_width: int

    @classmethod
    def of(cls, trials: Sequence[Trial], screen: Screen) -> Lines:
        """Lines for these trials."""
        longest = max((text.width(trial.name) for trial in trials), default=0)
        return cls(screen, max(16, min(longest, screen.width - _FIGURES - 2)))

    def heading(self) -> str:
        """What the columns are."""
        name = text.pad(f"  {text.shorten('submission', self.name_width)}", self.name_width + 2)
        return self.screen.paint(f"{name}  {'verdict':7}  {'failed':>7}  {'time':>7}", "dim")

    def line(self, tried: Tried) -> str:
        """`✓ wrong_answer/mean.py  WA    3 of 24    12 ms`: good where the verdict is the one that was wanted."""
        report, screen = tried.report, self.screen
        wrong = any(finding.severity is Severity.ERROR for finding in tried.findings)
        good = mark(Verdict.JUDGE_ERROR if wrong else Verdict.ACCEPTED, screen)
        name = text.pad(text.shorten(text.one_line(tried.trial.name), self.name_width), self.name_width)
        if tried.coverage:
            (lines, all_lines), (branches, all_branches) = (
                tried.coverage.share(branches=branches) for branches in (False, True)
            )
            return f"{good} {name}  {lines} of {all_lines} lines, {branches} of {all_branches} branches"
        verdict = screen.paint(f"{report.verdict:7}", color(report.verdict))
        failed = f"{sum(test.verdict not in _QUIET for test in report.tests)} of {report.total}"
        return f"{good} {name}  {verdict}  {failed:>7}  {seconds(report.time_s):>7}"


def room_line(room: Room, screen: Screen) -> str:
    """How far the accepted submissions stay from the limits."""
    words = f"accepted submissions take up to {room.time:.0%} of the time and {room.memory:.0%} of the memory of a test"
    return screen.paint(f"  {words}", "dim")


def finding_lines(finding: Finding, screen: Screen) -> Iterator[str]:
    """What is wrong, and below it what to do."""
    style = "red" if finding.severity is Severity.ERROR else "yellow"
    sentence = text.one_line(f"{finding.where} {finding.what}", max_chars=1000)
    first, *rest = text.wrap(sentence, screen.width - 2)
    yield f"{screen.paint(screen.sign('•'), style)} {first}"
    yield from (f"  {line}" for line in rest)
    if finding.hint:
        yield from (screen.paint(f"  {line}", "dim") for line in text.wrap(finding.hint, screen.width - 2))


def summary(problem_id: str, findings: Sequence[Finding], screen: Screen) -> str:
    """One line about a problem: good, or how much is wrong."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = len(findings) - errors
    aside = f", {count(warnings, 'warning')}" if warnings else ""
    if errors:
        return screen.paint(f"{problem_id}: {count(errors, 'error')}{aside}", "red", "bold")
    return screen.paint(f"{problem_id}: good{aside}", "green", "bold")
