"""Grades as one HTML page: authors by problems, charts against the limits, every failing test.

The page is one file and loads nothing (`judge.render.shared.page`). It stays usable for a whole course: tests are
folded, those with the same explanation share an entry, and what does not fit is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from judge.grading.disclosed import DisclosedGraded, DisclosedGrades
from judge.grading.results import Candidate
from judge.problem import Limits
from judge.render.grade.charts import FRAME, Chart, Measured, chart
from judge.render.grade.failures import Failure, alike, author_name, failures_of, reason_of, verdict_of, who_and_what
from judge.render.grade.form import Form, Target
from judge.render.grade.terminal import standing_notes, standing_words
from judge.render.shared import text
from judge.render.shared.figures import count, megabytes, seconds
from judge.render.shared.page import page
from judge.verdict import TestResult, Verdict

MAX_TESTS: Final = 2_000
"""Failing tests that are explained on one page; each solution gets its share."""
MAX_CELLS: Final = 20_000
"""Cells of the table of authors by problems."""
MAX_PAIRS: Final = 200

_MOST_TESTS: Final = 30
_MOST_CHARS: Final = 2_000_000
_TINTS: Final = {
    Verdict.ACCEPTED: "good",
    Verdict.JUDGE_ERROR: "mark",
    Verdict.TIME_LIMIT: "warn",
    Verdict.MEMORY_LIMIT: "warn",
    Verdict.OUTPUT_LIMIT: "warn",
}


@dataclass(frozen=True, slots=True)
class _Cell:
    """A verdict in the table; `anchor` links to its explanation."""

    verdict: str = ""
    tint: str = ""
    words: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class _FailedTests:
    """Failing tests with the same explanation."""

    names: str
    verdict: str
    phrase: str
    tint: str
    message: str


@dataclass(frozen=True, slots=True)
class _Solution:
    """A solution that is not accepted."""

    anchor: str
    problem: str
    file: str
    cell: _Cell
    figures: str
    reason: str
    tests: tuple[_FailedTests, ...]
    left: str


@dataclass(frozen=True, slots=True)
class _Share:
    """One verdict's share of the bar over all solutions: `x` and `width` of 100."""

    x: float
    width: float
    verdict: str
    phrase: str
    number: int
    tint: str


def grades_page(grades: DisclosedGrades, limits: Mapping[str, Limits]) -> str:
    """The page.

    Args:
        grades: what is shown.
        limits: by problem; without them a problem's chart has no line for the memory limit.
    """
    results = grades.results
    anchors = {graded.candidate: f"s{number}" for number, graded in enumerate(results)}
    problems = sorted({graded.candidate.problem for graded in results})
    authors = sorted({graded.candidate.author for graded in results})
    rows = authors[: max(1, MAX_CELLS // max(1, len(problems)))]
    cells = {(one.candidate.author, one.candidate.problem): _cell(one, anchors[one.candidate]) for one in results}
    return page(
        "grades",
        accepted=sum(graded.accepted for graded in results),
        total=count(len(results), "solution"),
        authors=count(len(authors), "author"),
        problems=problems,
        judge_errors=sum(graded.judge_error for graded in results),
        shares=_shares(results),
        standings=[
            (author_name(one.author), *standing_words(one), _part(one.points, one.possible), standing_notes(one))
            for one in grades.standings
        ],
        passed=sum(one.passed for one in grades.standings),
        rows=[(author_name(one), [cells.get((one, name), _Cell()) for name in problems]) for one in rows],
        rows_left=len(authors) - len(rows),
        frame=FRAME,
        charts=[(name, _charts(name, results, limits.get(name))) for name in problems],
        failing=_failing(results, anchors),
        pairs=[
            (f"{pair.likeness:.0%}", text.one_line(str(pair.first.path)), text.one_line(str(pair.second.path)))
            for pair in grades.alike[:MAX_PAIRS]
        ],
        pairs_left=max(0, len(grades.alike) - MAX_PAIRS),
        unknown=[(text.one_line(path), text.one_line(reason)) for path, reason in grades.unknown[:MAX_PAIRS]],
        unknown_left=max(0, len(grades.unknown) - MAX_PAIRS) + grades.unnamed,
    )


def _part(points: float, possible: float) -> float:
    return round(100 * min(1.0, max(0.0, points / possible)), 1) if possible else 0.0


def _tint(verdict: Verdict) -> str:
    return _TINTS.get(verdict, "bad")


def _phrase(verdict: Verdict) -> str:
    return "judge error, not counted against anyone" if verdict is Verdict.JUDGE_ERROR else verdict.phrase


def _cell(graded: DisclosedGraded, anchor: str) -> _Cell:
    verdict, report = verdict_of(graded), graded.report
    tests = f", {report.passed} of {count(report.total, 'test')}" if report else ""
    words = f"{who_and_what(graded)}: {_phrase(verdict)}{tests}"
    return _Cell(str(verdict), _tint(verdict), words, "" if graded.accepted else anchor)


def _shares(results: Sequence[DisclosedGraded]) -> list[_Share]:
    numbers = Counter(verdict_of(graded) for graded in results)
    shares, x = [], 0.0
    for verdict in Verdict:
        if number := numbers[verdict]:
            width = 100 * number / len(results)
            shares.append(_Share(round(x, 2), round(width, 2), verdict, _phrase(verdict), number, _tint(verdict)))
            x += width
    return shares


def _failing(
    results: Sequence[DisclosedGraded], anchors: Mapping[Candidate, str]
) -> list[tuple[str, str, list[_Solution]]]:
    """By author: the name, the number of solutions that are not accepted, and those solutions."""
    failing = [(graded, alike(failures_of(graded))) for graded in results if not graded.accepted]
    most = min(_MOST_TESTS, max(1, MAX_TESTS // max(1, len(failing))))
    explained = sum(min(most, len(groups)) for _, groups in failing)
    room = max(300, min(text.MAX_CHARS, _MOST_CHARS // max(1, explained)))
    sections = []
    for author, own in groupby(failing, key=lambda one: one[0].candidate.author):
        solutions = [_solution(graded, anchors[graded.candidate], groups, most, room) for graded, groups in own]
        sections.append((author_name(author), count(len(solutions), "solution"), solutions))
    return sections


def _solution(
    graded: DisclosedGraded, anchor: str, groups: Sequence[tuple[Failure, ...]], most: int, room: int
) -> _Solution:
    report = graded.report
    left = sum(len(group) for group in groups[most:])
    figures = ""
    if report is not None and report.tests:
        passed = f"{report.passed} of {count(report.total, 'test')}"
        figures = f"{passed} · {seconds(report.time_s)} · {megabytes(report.memory_mb)}"
    return _Solution(
        anchor,
        graded.candidate.problem,
        text.one_line(str(graded.candidate.path)),
        _cell(graded, anchor),
        figures,
        text.shorten(reason_of(graded), 160),
        tuple(_failed_tests(group, room) for group in groups[:most]),
        f"and {count(left, 'more failing test')}" if left else "",
    )


def _failed_tests(group: tuple[Failure, ...], room: int) -> _FailedTests:
    first = group[0]
    names = ", ".join(text.shorten(failure.name, 80) for failure in group[:3] if failure.name)
    if len(group) > 3:  # noqa: PLR2004 - as many names as are shown
        names += f" and {len(group) - 3} more"
    message = text.clean(first.explanation, max_chars=room)
    return _FailedTests(names, str(first.verdict), _phrase(first.verdict), _tint(first.verdict), message)


def _charts(problem: str, results: Sequence[DisclosedGraded], limits: Limits | None) -> tuple[str, list[Chart]]:
    """The number of solutions, then the charts of time and memory by test."""
    reports = [one.report for one in results if one.candidate.problem == problem and one.report is not None]
    ran = [report for report in reports if any(test.verdict is not Verdict.SKIPPED for test in report.tests)]
    tests: dict[tuple[str, str], list[TestResult]] = {}
    for test in (test for report in ran for test in report.tests):
        if test.verdict is not Verdict.SKIPPED:
            tests.setdefault((test.group, test.name), []).append(test)
    limit_mb = float(limits.memory_mb) if limits else 0.0
    time, memory = [], []
    for key, of in tests.items():
        group, name = text.one_line(key[0], 40), text.one_line(key[1], 80) or "test"
        verdicts = {one.verdict for one in of}
        limit_s, slow = max(one.time_limit_s for one in of), Verdict.TIME_LIMIT in verdicts
        time.append(Measured(name, group, tuple(one.time_s for one in of), limit_s, slow))
        hungry = Verdict.MEMORY_LIMIT in verdicts
        memory.append(Measured(name, group, tuple(one.memory_mb for one in of), limit_mb, hungry))
    if not tests:
        return "", []
    charts = [
        chart("CPU time", time, 0.001, seconds, lambda value: f"{value:g} s" if value >= 1 else f"{value * 1000:g} ms"),
        chart("Memory", memory, 0.1, megabytes, lambda value: f"{value:g} MB"),
    ]
    return count(len(ran), "solution"), charts


def _render(grades: DisclosedGrades, target: Target) -> str:
    problems = {graded.candidate.problem for graded in grades.results}
    known = {name: limits for name in problems if (limits := target.limits_of(name)) is not None}
    return grades_page(grades, known)


FORM: Final = Form("html", "html", _render)
