"""What `judge grade` shows in a terminal: a line for each result as it comes, then authors by problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from judge.grading import Graded, Grades, Standing
from judge.render import text
from judge.render.failures import author_name, reason_of, verdict_of, who_and_what
from judge.render.screen import Screen
from judge.render.tables import Cell, table
from judge.render.verdicts import color, count, mark, megabytes, seconds

MAX_ROWS: Final = 60
"""Authors in the table. Their results stand above it, one by one."""
MAX_LINES: Final = 20
"""Of what else may be long: files that are no solutions, pairs that are alike."""


def grade_line(graded: Graded, screen: Screen) -> str:
    """One result: its verdict, how many tests passed, time and memory; then why not."""
    verdict, reason, report = verdict_of(graded), reason_of(graded), graded.report
    line = (
        f"{mark(verdict, screen)} {screen.paint(who_and_what(graded), 'bold')}  {screen.paint(verdict, color(verdict))}"
    )
    if report is None:
        return f"{line}  {reason}"
    line = f"{line}  {report.passed} of {report.total}  {seconds(report.time_s)}  {megabytes(report.memory_mb)}"
    return f"{line}\n    {screen.paint(text.shorten(reason, screen.width - 4), 'dim')}" if reason else line


def unknown_lines(unknown: Sequence[tuple[str, str]], screen: Screen, unnamed: int = 0) -> list[str]:
    """What is no solution, and why; then how many more there are."""
    bullet = screen.paint(screen.sign("•"), "yellow")
    lines = [f"{bullet} {text.one_line(path)}  {text.one_line(reason)}" for path, reason in unknown[:MAX_LINES]]
    return [*lines, *_more(max(0, len(unknown) - MAX_LINES) + unnamed, screen, "that are no solutions")]


def grades_text(grades: Grades, screen: Screen) -> str:
    """All of it at once, where nobody has watched the results come."""
    lines = [grade_line(graded, screen) for graded in grades.results]
    lines += unknown_lines(grades.unknown, screen, grades.unnamed)
    return "\n".join([*lines, "", summary(grades, screen)]).lstrip("\n")


def summary(grades: Grades, screen: Screen) -> str:
    """Authors by problems where there are several authors or rules, pairs that are alike, then one line."""
    results = grades.results
    if not results and not grades.standings:
        return "There is nothing to grade."
    blocks = [block for block in (_board(grades, screen), _alike(grades, screen)) if block]
    good, ours = sum(graded.accepted for graded in results), sum(graded.ours for graded in results)
    words = f"{good} of {count(len(results), 'solution')} accepted"
    if grades.standings:
        words += f"; {sum(one.passed for one in grades.standings)} of {count(len(grades.standings), 'author')} passed"
    if ours:
        words += f"; {count(ours, 'judge error')}, counted against nobody"
    return "\n\n".join([*blocks, screen.paint(words, "green" if grades.passed else "red", "bold")])


def standing_words(standing: Standing) -> tuple[str, str]:
    """The points and the result of an author: no points where a fault of ours left them open."""
    if standing.withheld:
        return "?", "withheld"
    return f"{standing.points:g} of {standing.possible:g}", "passed" if standing.passed else "not passed"


def standing_notes(standing: Standing) -> str:
    """What lowered the points, or why there are none yet."""
    notes = [f"{line.problem}: {line.note}" for line in standing.lines if line.note]
    return text.one_line("; ".join([standing.withheld] if standing.withheld else notes))


def _board(grades: Grades, screen: Screen) -> str:
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
    lines = [table(head, rows, screen), *_more(len(authors) - MAX_ROWS, screen, "authors")]
    notes = [(one, standing_notes(one)) for one in grades.standings if standing_notes(one)]
    lines += [f"  {author_name(one.author)}: {note}" for one, note in notes[:MAX_LINES]]
    return "\n".join([*lines, *_more(len(notes) - MAX_LINES, screen, "notes")])


def _standing_cells(standing: Standing | None) -> list[Cell]:
    if standing is None:
        return ["", ""]
    points, result = standing_words(standing)
    return [points, (result, {"passed": "green", "withheld": "magenta"}.get(result, "red"))]


def _alike(grades: Grades, screen: Screen) -> str:
    if not grades.alike:
        return ""
    lines = [screen.paint("Nearly the same, a hint for a person to look at:", "bold")]
    for pair in grades.alike[:MAX_LINES]:
        first, second = (text.one_line(str(one.path)) for one in (pair.first, pair.second))
        lines.append(f"  {pair.likeness:.0%}  {first}  {second}")
    return "\n".join([*lines, *_more(len(grades.alike) - MAX_LINES, screen, "pairs")])


def _more(left: int, screen: Screen, what: str) -> list[str]:
    return [screen.paint(f"  {screen.sign('…')} and {left:,} more {what}", "dim")] if left > 0 else []


def _tally(results: Sequence[Graded], author: str) -> str:
    own = [graded for graded in results if graded.candidate.author == author]
    return f"{sum(graded.accepted for graded in own)} of {len(own)}"
