"""`judge contest report` for the terminal: sums, the timeline, a table, what mended what, what to practise."""

from __future__ import annotations

from typing import Final

from judge.contest.changes import Kind
from judge.contest.looking_back import LookingBack
from judge.contest.mending import Mending
from judge.render import text
from judge.render.contest_report_words import (
    RULES,
    command,
    day,
    faults,
    heading,
    name_of,
    outcome,
    passed,
    points,
    short,
    source_line,
    sums,
    when,
)
from judge.render.practice import bar, percent
from judge.render.screen import Screen
from judge.render.tables import Cell, table
from judge.render.timeline import clock, timeline_text
from judge.render.verdicts import color, count

_STYLES: Final = {Kind.GONE: "red", Kind.NEW: "green", Kind.GAP: "dim"}


def report_text(back: LookingBack, screen: Screen) -> str:
    """All of it, no wider than the screen."""
    run = back.run
    who = f"{short(run.participant, 100)}  {when(run)}"
    lines = [screen.paint(short(name_of(run), screen.width), "bold"), short(who, screen.width)]
    lines += _paragraph(RULES[run.contest.rule], screen, "dim")
    for words, style in faults(back):
        lines += _paragraph(words, screen, {"bad": "red", "warn": "yellow"}.get(style, "dim"))
    lines += ["", *(screen.paint(name.ljust(13), "bold") + _figure(figure, of) for name, figure, of in sums(back))]
    lines += ["", timeline_text(back, screen), "", _table(back, screen)]
    for mending in back.mendings:
        lines += ["", *_mending(mending, screen)]
    if back.more_mendings:
        lines += ["", f"and {count(back.more_mendings, 'more wrong attempt')}"]
    if back.past:
        lines += ["", _comparison(back, screen)]
    weak = [tag for tag in back.tags if tag.share < 1]
    if weak:
        rows: list[list[Cell]] = [
            [tag.tag, (bar(tag.share, screen, 10), "green"), percent(tag.share), (", ".join(tag.problems), "dim")]
            for tag in weak
        ]
        lines += ["", table(["Weakest tags", "", "", "here"], rows, screen, right={2})]
    if back.advice:
        advice: list[list[Cell]] = [[command(one), one.reason] for one in back.advice]
        lines += ["", table(["Practise next", ""], advice, screen)]
    return "\n".join(lines)


def _table(back: LookingBack, screen: Screen) -> str:
    rows: list[list[Cell]] = []
    for story in back.stories:
        became, style = outcome(story)
        rows.append(
            [
                story.task.label,
                story.task.problem,
                (became, {"good": "green", "bad": "red"}.get(style, "dim")),
                f"{points(story.points)}/{points(story.possible)}",
                clock(story.first_s),
                clock(story.solved_s),
                str(story.wrong or ""),
                str(len(story.hints) or ""),
            ]
        )
    head = ["", "Problem", "", "Points", "First", "Solved", "Wrong", "Hints"]
    return table(head, rows, screen, right={3, 4, 5, 6, 7})


def _mending(mending: Mending, screen: Screen) -> list[str]:
    verdict = mending.wrong.verdict
    mark = screen.paint(screen.sign("✓" if mending.mended else "✗"), "green" if mending.mended else "red")
    title = text.shorten(heading(mending), screen.width - 2)
    lines = [f"{mark} {screen.paint(title, *([color(verdict)] if verdict else []))}"]
    said = ". ".join(filter(None, [passed(mending), text.one_line(mending.message)]))
    if said:
        lines += [f"  {line}" for line in text.wrap(said, screen.width - 2)]
    if mending.remark:
        lines += [screen.paint(f"  {line}", "dim") for line in text.wrap(mending.remark, screen.width - 2)]
    for line in mending.lines:
        shown = text.shorten(f"{line.kind if line.kind is not Kind.GAP else ' '} {source_line(line)}", screen.width - 2)
        style = _STYLES.get(line.kind)
        shown = screen.sign(shown) if line.kind is Kind.GAP else shown.rstrip()
        lines.append(f"  {screen.paint(shown, *filter(None, [style]))}".rstrip())
    return lines


def _comparison(back: LookingBack, screen: Screen) -> str:
    rows: list[list[Cell]] = [
        [
            day(past.run),
            (name_of(past.run), "bold") if past.run is back.run else name_of(past.run),
            (bar(past.share, screen, 10), "green"),
            percent(past.share),
            f"{past.solved} of {len(past.run.contest.tasks)}",
            str(past.wrong or ""),
            clock(past.first_solved_s),
        ]
        for past in back.past
    ]
    return table(
        ["Your contests", "", "", "Points", "Solved", "Wrong", "First solved"], rows, screen, right={3, 4, 5, 6}
    )


def _figure(figure: str, of: str) -> str:
    return f"{figure} {of}" if of.startswith("of ") else f"{figure}, {of}"


def _paragraph(words: str, screen: Screen, style: str) -> list[str]:
    return [screen.paint(line, style) for line in text.wrap(words, screen.width)]
