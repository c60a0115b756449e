"""`judge contest report`: one run looked back on, for the terminal and as a page that is made to be shown to a mentor.

Names, sources and messages may be a stranger's: they are cut and cleaned here, and escaped by the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from judge.contest.changes import Kind, Line
from judge.contest.looking_back import Advice, LookingBack, Mending, Past, Story
from judge.contest.model import Rule, Run
from judge.problem import Problem
from judge.render import text
from judge.render.page import page
from judge.render.practice import bar, percent, wrong_tries
from judge.render.screen import Screen
from judge.render.tables import Cell, table
from judge.render.timeline import clock, picture, span, timeline_text
from judge.render.verdicts import color, count

WIDE, NARROW = 980, 335
"""Pixels: the picture is drawn for a desk and for a phone."""
MOST_REMARKS: Final = 10
MOST_COLUMNS: Final = 400
"""Of a line of source."""
MOST_OPEN: Final = 6
"""Changes that are shown unfolded."""

_RULES: Final = {
    Rule.INTERVIEW: "interview: partial credit by groups of tests",
    Rule.ICPC: "ICPC: problems solved, then penalty minutes",
    Rule.LEETCODE: "LeetCode: points, then finish time",
    Rule.IOI: "IOI: the best score of each problem",
}
_STYLES: Final = {Kind.GONE: "red", Kind.NEW: "green", Kind.GAP: "dim"}


def report_page(back: LookingBack, problems: Mapping[str, Problem]) -> str:
    """The page.

    Args:
        back: the run.
        problems: by id, for their titles; those that are here.
    """
    shown = sum(bool(mending.lines) for mending in back.mendings)
    return page(
        "contest_report",
        back=back,
        run=back.run,
        title=name_of(back.run),
        who=short(back.run.participant, 100) or "somebody",
        when=_when(back.run),
        rule=_RULES[back.run.contest.rule],
        sums=sums(back),
        faults=faults(back),
        pictures=[("wide", picture(back, WIDE, names=True)), ("narrow", picture(back, NARROW, names=False))],
        summary=_aloud(back),
        titles={story.task.problem: _title(story, problems) for story in back.stories},
        outcomes={story.task.problem: _outcome(story) for story in back.stories},
        unfolded=shown <= MOST_OPEN,
        clean=text.one_line,
        short=short,
        source_line=source_line,
        heading=_heading,
        passed=_passed,
        sign=_sign,
        clock=clock,
        span=span,
        percent=percent,
        wrong_tries=wrong_tries,
        points=points,
        count=count,
        command=command,
        day=_day,
        name_of=name_of,
        verdict_class=lambda verdict: "good" if verdict == "AC" else "bad",
        weak=[tag for tag in back.tags if tag.share < 1],
        strong=[tag.tag for tag in back.tags if tag.share == 1],
    )


def report_text(back: LookingBack, screen: Screen) -> str:
    """The same for a terminal: sums, the timeline, a table, what mended what, what to practise."""
    run = back.run
    who = f"{short(run.participant, 100)}  {_when(run)}"
    lines = [screen.paint(short(name_of(run), screen.width), "bold"), short(who, screen.width)]
    lines += _paragraph(_RULES[run.contest.rule], screen, "dim")
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


def sums(back: LookingBack) -> list[tuple[str, str, str]]:
    """The figures on top: name, figure, what it is of."""
    run, result = back.run, back.score
    possible = sum(task.possible for task in result.tasks)
    wrong = sum(task.wrong for task in result.tasks)
    found = [("solved", str(result.solved), f"of {count(len(result.tasks), 'problem')}")]
    if run.contest.rule is not Rule.ICPC:
        found.append(("points", points(result.points), f"of {points(possible)}"))
    if run.contest.rule is Rule.ICPC:
        found.append(("penalty", f"{int(result.penalty_s // 60)} min", f"{run.contest.wrong_minutes} for a wrong try"))
    if run.contest.rule is Rule.LEETCODE:
        found.append(("finish", clock(result.penalty_s), f"with {run.contest.wrong_minutes} min for a wrong try"))
    found.append(("time", clock(back.length_s), f"of {clock(run.length_s)}"))
    found.append(("wrong tries", str(wrong), "that count"))
    if run.contest.hint_cost is not None or run.hints:
        cost = f"each costs {percent(run.contest.hint_cost)}" if run.contest.hint_cost else "at no cost"
        found.append(("hints", str(len(run.hints)), cost))
    return found


def faults(back: LookingBack) -> list[tuple[str, str]]:
    """What a reader has to know before believing the figures: a sentence, and how bad it is."""
    run = back.run
    found = []
    if not run.intact:
        found.append(("The hash chain of this log is broken: it was changed after it was written.", "bad"))
    found += [(text.one_line(note), "warn" if run.intact else "bad") for note in run.notes[:MOST_REMARKS]]
    if run.aborted:
        found.append((f"Given up after {span(back.length_s)}; it is not scored.", "warn"))
    if run.extra_minutes:
        found.append((f"{run.extra_minutes} minutes of extra time were given.", "plain"))
    stood = [pause.length_s for pause in run.pauses if pause.length_s is not None]
    if run.pauses:
        times = ", ".join(
            f"at {clock(pause.at_s)}" + (f" for {span(pause.length_s)}" if pause.length_s is not None else "")
            for pause in run.pauses[:MOST_REMARKS]
        )
        found.append((f"Paused {_times(len(run.pauses))}, {span(sum(stood))} in all: {times}.", "plain"))
    found += [(f"At {clock(at_s)}: {text.one_line(remark)}", "warn") for at_s, remark in back.clocks[:MOST_REMARKS]]
    if len(back.clocks) > MOST_REMARKS:
        found.append((f"The clocks disagreed {len(back.clocks) - MOST_REMARKS} more times.", "warn"))
    return found


def command(advice: Advice) -> str:
    """What to type."""
    return f"judge {'reset' if advice.again else 'start'} {advice.problem}"


def name_of(run: Run) -> str:
    """The title of a contest, fit to be shown."""
    return short(run.contest.title, 100) or short(run.contest.name, 100)


def short(words: str, columns: int) -> str:
    """A name that a stranger gave, fit to be shown in one line."""
    return text.shorten(text.one_line(words), columns)


def source_line(line: Line) -> str:
    """A line of a source, fit to be shown: with its indent, without control characters."""
    if line.kind is Kind.GAP:
        return "…"
    return " ".join(text.clean(line.text, max_chars=MOST_COLUMNS).split("\n"))


def points(number: float) -> str:
    """`100`, `62.5`."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _table(back: LookingBack, screen: Screen) -> str:
    rows: list[list[Cell]] = []
    for story in back.stories:
        words, style = _outcome(story)
        rows.append(
            [
                story.task.label,
                story.task.problem,
                (words, {"good": "green", "bad": "red"}.get(style, "dim")),
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
    heading = text.shorten(_heading(mending), screen.width - 2)
    lines = [f"{mark} {screen.paint(heading, *([color(verdict)] if verdict else []))}"]
    said = ". ".join(filter(None, [_passed(mending), text.one_line(mending.message)]))
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
            _day(past.run),
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


def _heading(mending: Mending) -> str:
    wrong, then = mending.wrong, mending.then
    when = "after the end" if wrong.upsolving else f"at {clock(wrong.at_s)}"
    said = wrong.verdict.phrase if wrong.verdict else ""
    heading = f"{short(mending.task.label, 3)} {short(mending.task.problem, 64)}: {said} {when}"
    if then is None or then.verdict is None:
        return heading
    if mending.mended:
        late = then.upsolving and not wrong.upsolving
        return f"{heading}, mended {'after the end' if late else f'in {span(then.at_s - wrong.at_s)}'}"
    return f"{heading}, then {then.verdict.phrase}"


def _passed(mending: Mending) -> str:
    """How many tests passed, all groups together; nothing where none ran."""
    groups = mending.wrong.groups
    total = sum(group.total for group in groups)
    return f"{sum(group.passed for group in groups)} of {count(total, 'test')} passed" if total else ""


def _outcome(story: Story) -> tuple[str, str]:
    """What became of a problem, and how that is coloured."""
    if story.solved_s is not None:
        return "solved", "good"
    if story.upsolved:
        return "partly, solved after the end" if story.points else "solved after the end", "warn"
    if any(not attempt.upsolving for attempt in story.attempts):
        return ("partly solved", "warn") if story.points else ("not solved", "bad")
    return "not tried", "plain"


def _title(story: Story, problems: Mapping[str, Problem]) -> str:
    problem = problems.get(story.task.problem)
    return short(problem.title if problem else story.task.problem, 100)


def _aloud(back: LookingBack) -> str:
    """The picture in words, for those who cannot see it."""
    parts = []
    for story in back.stories[:26]:
        words = f"{short(story.task.label, 3)}, {short(story.task.problem, 64)}: {_outcome(story)[0]}"
        if story.solved_s is not None:
            words += f" at {clock(story.solved_s)}"
        if story.wrong:
            words += f" after {wrong_tries(story.wrong)}"
        parts.append(words)
    return f"A line for each problem, with its attempts over {clock(back.run.length_s)}. {'. '.join(parts)}."


def _sign(past: Past, back: LookingBack) -> str:
    """What a row of the comparison is: this run, the same contest before, or another."""
    if past.run is back.run:
        return "this one"
    return "the same contest" if past.same else ""


def _when(run: Run) -> str:
    try:
        return f"{datetime.fromisoformat(run.started_at).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return text.one_line(run.started_at, 40)


def _day(run: Run) -> str:
    return _when(run)[:10]


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
