"""Grades in a terminal: a line for each result as it comes, then authors by problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from judge.grading.disclosed import DisclosedGraded, DisclosedGrades
from judge.grading.results import Standing
from judge.render.grade.failures import author_name, reason_of, verdict_of, who_and_what
from judge.render.grade.form import Form, Target
from judge.render.shared import text
from judge.render.shared.figures import color, count, mark, megabytes, seconds
from judge.render.shared.screen import Screen
from judge.render.shared.tables import Cell, table

MAX_ROWS: Final = 60
"""Authors in the table. All results are listed above it."""
MAX_LINES: Final = 20
"""Lines of any other list: files that are not solutions, similar pairs."""


def grade_line(graded: DisclosedGraded, screen: Screen) -> str:
    """One result: its verdict, how many tests passed, time and memory; then why it was not accepted."""
    verdict, reason, report = verdict_of(graded), reason_of(graded), graded.report
    line = (
        f"{mark(verdict, screen)} {screen.paint(who_and_what(graded), 'bold')}  {screen.paint(verdict, color(verdict))}"
    )
    if report is None:
        return f"{line}  {reason}"
    line = f"{line}  {report.passed} of {report.total}  {seconds(report.time_s)}  {megabytes(report.memory_mb)}"
    return f"{line}\n    {screen.paint(text.shorten(reason, screen.width - 4), 'dim')}" if reason else line


def unknown_lines(unknown: Sequence[tuple[str, str]], screen: Screen, unnamed: int = 0) -> list[str]:
    """The entries that are not solutions, and why; then how many more there are."""
    bullet = screen.paint(screen.sign("•"), "yellow")
    lines = [f"{bullet} {text.one_line(path)}  {text.one_line(reason)}" for path, reason in unknown[:MAX_LINES]]
    return [
        *lines,
        *_more(max(0, len(unknown) - MAX_LINES) + unnamed, screen, "that is not a solution", "that are not solutions"),
    ]


def grades_text(grades: DisclosedGrades, screen: Screen) -> str:
    """Everything at once, for a reader who has not watched the results come."""
    lines = [grade_line(graded, screen) for graded in grades.results]
    lines += unknown_lines(grades.unknown, screen, grades.unnamed)
    return "\n".join([*lines, "", summary(grades, screen)]).lstrip("\n")


def summary(grades: DisclosedGrades, screen: Screen) -> str:
    """Authors by problems (with several authors, or rules), similar pairs, then one line."""
    results = grades.results
    if not results and not grades.standings:
        return "Nothing to grade."
    blocks = [block for block in (_board(grades, screen), _alike(grades, screen)) if block]
    good = sum(graded.accepted for graded in results)
    judge_errors = sum(graded.judge_error for graded in results)
    words = f"{good} of {count(len(results), 'solution')} accepted"
    if grades.standings:
        words += f"; {sum(one.passed for one in grades.standings)} of {count(len(grades.standings), 'author')} passed"
    if judge_errors:
        words += f"; {count(judge_errors, 'judge error')}, not counted against anyone"
    return "\n\n".join([*blocks, screen.paint(words, "green" if grades.passed else "red", "bold")])


def standing_words(standing: Standing) -> tuple[str, str]:
    """The points and the result of an author; no points if a judge error leaves them open."""
    if standing.withheld:
        return "?", "withheld"
    return f"{standing.points:g} of {standing.possible:g}", "passed" if standing.passed else "not passed"


def standing_notes(standing: Standing) -> str:
    """What lowered the points, or why they are withheld."""
    notes = [f"{line.problem}: {line.note}" for line in standing.lines if line.note]
    return text.one_line("; ".join([standing.withheld] if standing.withheld else notes))


def _board(grades: DisclosedGrades, screen: Screen) -> str:
    standings = {standing.author: standing for standing in grades.standings}
    authors = sorted({graded.candidate.author for graded in grades.results} | standings.keys())
    if len(authors) < 2 and not standings:  # noqa: PLR2004 - a table of one row says nothing
        return ""
    problems = sorted({graded.candidate.problem for graded in grades.results})
    verdicts = {(graded.candidate.author, graded.candidate.problem): verdict_of(graded) for graded in grades.results}
    rows: list[list[Cell]] = []
    for author in authors[:MAX_ROWS]:
        row: list[Cell] = [author_name(author)]
        if standings:
            row += _standing_cells(standings.get(author))
        row.append(_tally(grades.results, author))
        own = [verdicts.get((author, name)) for name in problems]
        rows.append(row + [(verdict, color(verdict)) if verdict else "" for verdict in own])
    head = ["author", *(("points", "result") if standings else ()), "accepted", *problems]
    lines = [table(head, rows, screen), *_more(len(authors) - MAX_ROWS, screen, "author")]
    notes = [(one, standing_notes(one)) for one in grades.standings if standing_notes(one)]
    lines += [f"  {author_name(one.author)}: {note}" for one, note in notes[:MAX_LINES]]
    return "\n".join([*lines, *_more(len(notes) - MAX_LINES, screen, "note")])


def _standing_cells(standing: Standing | None) -> list[Cell]:
    if standing is None:
        return ["", ""]
    points, result = standing_words(standing)
    return [points, (result, {"passed": "green", "withheld": "magenta"}.get(result, "red"))]


def _alike(grades: DisclosedGrades, screen: Screen) -> str:
    if not grades.alike:
        return ""
    lines = [screen.paint("Nearly identical (a hint for a person to check):", "bold")]
    for pair in grades.alike[:MAX_LINES]:
        first, second = (text.one_line(str(one.path)) for one in (pair.first, pair.second))
        lines.append(f"  {pair.likeness:.0%}  {first}  {second}")
    return "\n".join([*lines, *_more(len(grades.alike) - MAX_LINES, screen, "pair")])


def _more(left: int, screen: Screen, one: str, several: str = "") -> list[str]:
    what = one if left == 1 else several or f"{one}s"
    return [screen.paint(f"  {screen.sign('…')} and {left:,} more {what}", "dim")] if left > 0 else []


def _tally(results: Sequence[DisclosedGraded], author: str) -> str:
    own = [graded for graded in results if graded.candidate.author == author]
    return f"{sum(graded.accepted for graded in own)} of {len(own)}"


def _render(grades: DisclosedGrades, target: Target) -> str:
    """On a terminal, results have been shown as they came."""
    return summary(grades, target.screen) if target.screen else grades_text(grades, Screen(width=100))


FORM: Final = Form("terminal", "txt", _render, on_terminal=True)
