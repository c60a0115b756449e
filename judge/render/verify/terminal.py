"""`judge verify` in a terminal: each example as it ends, what is wrong and how to fix it, and the strength of tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tabulate import tabulate

from judge.render.shared import text
from judge.render.shared.figures import color, count, mark, seconds
from judge.render.shared.screen import Screen
from judge.verdict import Verdict
from judge.verify import Example, Finding, Headroom, JudgedExample, Severity
from judge.verify.mutation_run import Fate, Strength
from judge.verify.saboteurs import Resistance

_FIGURES: Final = 26
"""Columns taken by what follows the name of an example."""
_HEADINGS: Final = ("problem", "mutants", "killed", "equivalent", "survived", "rate")
_SABOTEUR_HEADINGS: Final = ("problem", "saboteurs", "killed", "excused", "not applicable", "survived")
_QUIET: Final = frozenset({Verdict.ACCEPTED, Verdict.SKIPPED})


@dataclass(frozen=True, slots=True)
class ExampleLines:
    """The lines of one problem's examples, aligned before the first of them ends."""

    screen: Screen
    name_width: int

    @classmethod
    def of(cls, examples: Sequence[Example], screen: Screen) -> ExampleLines:
        """The lines of these examples."""
        longest = max((text.width(example.name) for example in examples), default=0)
        return cls(screen, max(16, min(longest, screen.width - _FIGURES - 2)))

    def heading(self) -> str:
        """The names of the columns."""
        name = text.pad(f"  {text.shorten('submission', self.name_width)}", self.name_width + 2)
        return self.screen.paint(f"{name}  {'verdict':7}  {'failed':>7}  {'time':>7}", "dim")

    def line(self, judged: JudgedExample) -> str:
        """`✓ wrong_answer/mean.py  WA    3 of 24    12 ms`, with a ✓ if the verdict is the expected one."""
        report, screen = judged.report, self.screen
        wrong = any(finding.severity is Severity.ERROR for finding in judged.findings)
        good = mark(Verdict.JUDGE_ERROR if wrong else Verdict.ACCEPTED, screen)
        name = text.pad(text.shorten(text.one_line(judged.example.name), self.name_width), self.name_width)
        if judged.coverage:
            (lines, all_lines), (branches, all_branches) = (
                judged.coverage.share(branches=branches) for branches in (False, True)
            )
            return f"{good} {name}  {lines} of {count(all_lines, 'line')}, {branches} of {all_branches} branches"
        verdict = screen.paint(f"{report.verdict:7}", color(report.verdict))
        failed = f"{sum(test.verdict not in _QUIET for test in report.tests)} of {report.total}"
        return f"{good} {name}  {verdict}  {failed:>7}  {seconds(report.time_s):>7}"


def headroom_line(headroom: Headroom, screen: Screen) -> str:
    """How close the accepted submissions come to the limits."""
    used = f"{headroom.time:.0%} of the time limit and {headroom.memory:.0%} of the memory limit"
    words = f"accepted submissions use up to {used}"
    return screen.paint(f"  {words}", "dim")


def finding_lines(finding: Finding, screen: Screen) -> Iterator[str]:
    """What is wrong, and below it how to fix it."""
    style = "red" if finding.severity is Severity.ERROR else "yellow"
    sentence = text.one_line(f"{finding.where} {finding.what}", max_chars=1000)
    first, *rest = text.wrap(sentence, screen.width - 2)
    yield f"{screen.paint(screen.sign('•'), style)} {first}"
    yield from (f"  {line}" for line in rest)
    if finding.hint:
        yield from (screen.paint(f"  {line}", "dim") for line in text.wrap(finding.hint, screen.width - 2))


def summary(problem_id: str, findings: Sequence[Finding], screen: Screen) -> str:
    """One line about a problem: good, or the number of errors."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = len(findings) - errors
    aside = f", {count(warnings, 'warning')}" if warnings else ""
    if errors:
        return screen.paint(f"{problem_id}: {count(errors, 'error')}{aside}", "red", "bold")
    return screen.paint(f"{problem_id}: good{aside}", "green", "bold")


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
        f"{strength.problem}: {count(len(strength.fates), 'mutant')}, {strength.killed} killed, "
        f"{strength.equivalent} equivalent, {survived} survived: {_percent(strength)}"
    )
    return screen.paint(words, "red" if survived else "green", "bold")


def strength_table(strengths: Sequence[Strength], style: str = "simple") -> str:
    """A row for each problem, and one for their sum; `style` is one of tabulate's."""
    rows = [_row(strength.problem, strength) for strength in strengths]
    if len(strengths) > 1:
        every = Strength("all", tuple(fate for strength in strengths for fate in strength.fates))
        rows.append(_row("all", every))
    return tabulate(rows, _HEADINGS, tablefmt=style, disable_numparse=True, colalign=("left", *["right"] * 5))


def resistance_line(resistance: Resistance, screen: Screen) -> str:
    """`layer_norm: 31 saboteurs, 24 killed, 1 excused, 6 not applicable, 0 survived`."""
    killed, excused, not_applicable, survived = resistance.counts
    words = (
        f"{resistance.problem}: {count(len(resistance.results), 'saboteur')}, {killed} killed, {excused} excused, "
        f"{not_applicable} not applicable, {survived} survived"
    )
    return screen.paint(words, "red" if survived else "green", "bold")


def resistance_table(resistances: Sequence[Resistance], style: str = "simple") -> str:
    """A row for each problem, and one for their sum; `style` is one of tabulate's."""
    every = Resistance("all", tuple(result for one in resistances for result in one.results))
    shown = [*resistances, every] if len(resistances) > 1 else resistances
    rows = [[one.problem, *(f"{number:,}" for number in (len(one.results), *one.counts))] for one in shown]
    return tabulate(rows, _SABOTEUR_HEADINGS, tablefmt=style, disable_numparse=True, colalign=("left", *["right"] * 5))


def _row(name: str, strength: Strength) -> list[str]:
    counts = (len(strength.fates), strength.killed, strength.equivalent, len(strength.survivors))
    return [name, *(f"{count:,}" for count in counts), _percent(strength)]


def _percent(strength: Strength) -> str:
    # rounded down: 99.96 % must not read as 100 %
    return f"{int(strength.rate * 1000) / 10:.1f} %"
