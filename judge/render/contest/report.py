"""`judge contest report` for the terminal: figures, timeline, problems, wrong attempts and fixes, advice."""

from __future__ import annotations

from typing import Final

from judge.contest.analysis import Analysis
from judge.contest.fixes import Fix
from judge.contest.rules import rule_of
from judge.contest.source_diff import Change
from judge.render.contest.report_words import (
    command,
    day,
    figures,
    heading,
    name_of,
    outcome,
    passed,
    points,
    remarks,
    short,
    source_line,
    when,
)
from judge.render.contest.timeline import clock, timeline_text
from judge.render.practice.terminal import bar, percent
from judge.render.shared import text
from judge.render.shared.figures import color, count
from judge.render.shared.screen import Screen
from judge.render.shared.tables import Cell, table

_STYLES: Final = {Change.REMOVED: "red", Change.ADDED: "green", Change.GAP: "dim"}


def report_text(analysis: Analysis, screen: Screen) -> str:
    """The report, no wider than the screen."""
    run = analysis.run
    who = f"{short(run.participant, 100)}  {when(run)}"
    lines = [screen.paint(short(name_of(run), screen.width), "bold"), short(who, screen.width)]
    lines += _paragraph(rule_of(run.contest).summary, screen, "dim")
    for words, style in remarks(analysis):
        lines += _paragraph(words, screen, {"bad": "red", "warn": "yellow"}.get(style, "dim"))
    lines += [
        "",
        *(screen.paint(name.ljust(13), "bold") + _figure(figure, of) for name, figure, of in figures(analysis)),
    ]
    lines += ["", timeline_text(analysis, screen), "", _table(analysis, screen)]
    for fix in analysis.fixes:
        lines += ["", *_fix(fix, screen)]
    if analysis.more_fixes:
        lines += ["", f"and {count(analysis.more_fixes, 'more wrong attempt')}"]
    if analysis.past_runs:
        lines += ["", _comparison(analysis, screen)]
    weak = [tag for tag in analysis.tags if tag.share < 1]
    if weak:
        rows: list[list[Cell]] = [
            [tag.tag, (bar(tag.share, screen, 10), "green"), percent(tag.share), (", ".join(tag.problems), "dim")]
            for tag in weak
        ]
        lines += ["", table(["Weakest tags", "", "", "Problems"], rows, screen, right={2})]
    if analysis.advice:
        advice: list[list[Cell]] = [[command(one), one.reason] for one in analysis.advice]
        lines += ["", table(["Practice next", ""], advice, screen)]
    return "\n".join(lines)


def _table(analysis: Analysis, screen: Screen) -> str:
    rows: list[list[Cell]] = []
    for task in analysis.tasks:
        result, style = outcome(task)
        rows.append(
            [
                task.task.label,
                task.task.problem,
                (result, {"good": "green", "bad": "red"}.get(style, "dim")),
                f"{points(task.points)}/{points(task.possible)}",
                clock(task.first_s),
                clock(task.solved_s),
                str(task.wrong or ""),
                str(len(task.hints) or ""),
            ]
        )
    head = ["", "Problem", "", "Points", "First", "Solved", "Wrong", "Hints"]
    return table(head, rows, screen, right={3, 4, 5, 6, 7})


def _fix(fix: Fix, screen: Screen) -> list[str]:
    verdict = fix.wrong.verdict
    mark = screen.paint(screen.sign("✓" if fix.worked else "✗"), "green" if fix.worked else "red")
    title = text.shorten(heading(fix), screen.width - 2)
    lines = [f"{mark} {screen.paint(title, *([color(verdict)] if verdict else []))}"]
    reason = ". ".join(filter(None, [passed(fix), text.one_line(fix.message)]))
    if reason:
        lines += [f"  {line}" for line in text.wrap(reason, screen.width - 2)]
    if fix.remark:
        lines += [screen.paint(f"  {line}", "dim") for line in text.wrap(fix.remark, screen.width - 2)]
    for line in fix.lines:
        shown = text.shorten(
            f"{line.change if line.change is not Change.GAP else ' '} {source_line(line)}", screen.width - 2
        )
        style = _STYLES.get(line.change)
        shown = screen.sign(shown) if line.change is Change.GAP else shown.rstrip()
        lines.append(f"  {screen.paint(shown, *filter(None, [style]))}".rstrip())
    return lines


def _comparison(analysis: Analysis, screen: Screen) -> str:
    rows: list[list[Cell]] = [
        [
            day(past.run),
            (name_of(past.run), "bold") if past.run is analysis.run else name_of(past.run),
            (bar(past.share, screen, 10), "green"),
            percent(past.share),
            f"{past.solved} of {len(past.run.contest.tasks)}",
            str(past.wrong or ""),
            clock(past.first_solved_s),
        ]
        for past in analysis.past_runs
    ]
    return table(
        ["Your contests", "", "", "Points", "Solved", "Wrong", "First solved"], rows, screen, right={3, 4, 5, 6}
    )


def _figure(figure: str, of: str) -> str:
    return f"{figure} {of}" if of.startswith("of ") else f"{figure}, {of}"


def _paragraph(words: str, screen: Screen, style: str) -> list[str]:
    return [screen.paint(line, style) for line in text.wrap(words, screen.width)]
