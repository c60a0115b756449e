"""The words of a report: the same for the terminal and for the page.

Names, sources and messages may come from strangers: they are cut and cleaned here, and escaped by the template.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from judge.contest.analysis import Advice, Analysis, TaskHistory
from judge.contest.fixes import Fix
from judge.contest.model import Run
from judge.contest.rules import rule_of
from judge.contest.source_diff import Change, Line
from judge.render.contest.timeline import clock, span
from judge.render.practice.terminal import percent
from judge.render.shared import text
from judge.render.shared.figures import count

MOST_REMARKS: Final = 10
MOST_COLUMNS: Final = 400
"""Of a line of source."""


def figures(analysis: Analysis) -> list[tuple[str, str, str]]:
    """The figures on top: name, figure, and what it is of."""
    run, result = analysis.run, analysis.score
    possible = sum(task.possible for task in result.tasks)
    wrong = sum(task.wrong for task in result.tasks)
    found = [("solved", str(result.solved), f"of {count(len(result.tasks), 'problem')}")]
    rule = rule_of(run.contest)
    if not rule.pass_fail:
        found.append(("points", points(result.points), f"of {points(possible)}"))
    if rule.penalty_name:
        time = f"{int(result.penalty_s // 60)} min" if rule.whole_minutes else clock(result.penalty_s)
        found.append((rule.penalty_name, time, f"{run.contest.wrong_minutes} min for each wrong attempt"))
    found.append(("time", clock(analysis.length_s), f"of {clock(run.length_s)}"))
    found.append(("wrong", str(wrong), "attempts that count"))
    if run.contest.hint_cost is not None or run.hints:
        cost = f"each costs {percent(run.contest.hint_cost)}" if run.contest.hint_cost else "at no cost"
        found.append(("hints", str(len(run.hints)), cost))
    return found


def remarks(analysis: Analysis) -> list[tuple[str, str]]:
    """What to know before trusting the figures: a sentence, and how bad it is."""
    run = analysis.run
    found = []
    if not run.intact:
        found.append(("The hash chain of this log is broken: the log was changed after it was written.", "bad"))
    found += [(text.one_line(note), "warn" if run.intact else "bad") for note in run.notes[:MOST_REMARKS]]
    if run.aborted:
        found.append((f"Given up after {span(analysis.length_s)} and not scored.", "warn"))
    if run.extra_minutes:
        found.append((f"Extra time: {count(run.extra_minutes, 'minute')}.", "plain"))
    paused_s = [pause.length_s for pause in run.pauses if pause.length_s is not None]
    if run.pauses:
        times = ", ".join(
            f"at {clock(pause.at_s)}" + (f" for {span(pause.length_s)}" if pause.length_s is not None else "")
            for pause in run.pauses[:MOST_REMARKS]
        )
        found.append((f"Paused {_times(len(run.pauses))}, {span(sum(paused_s))} in all: {times}.", "plain"))
    found += [
        (f"At {clock(at_s)}: {text.one_line(remark)}", "warn") for at_s, remark in analysis.clock_remarks[:MOST_REMARKS]
    ]
    if len(analysis.clock_remarks) > MOST_REMARKS:
        more = count(len(analysis.clock_remarks) - MOST_REMARKS, "more time")
        found.append((f"The clocks disagreed {more}.", "warn"))
    return found


def heading(fix: Fix) -> str:
    """What was wrong and when, and the result of the next attempt."""
    wrong, following = fix.wrong, fix.following
    moment = "after the end" if wrong.upsolving else f"at {clock(wrong.at_s)}"
    verdict = wrong.verdict.phrase if wrong.verdict else ""
    words = f"{short(fix.task.label, 3)} {short(fix.task.problem, 64)}: {verdict} {moment}"
    if following is None or following.verdict is None:
        return words
    if fix.worked:
        late = following.upsolving and not wrong.upsolving
        return f"{words}, fixed {'after the end' if late else f'in {span(following.at_s - wrong.at_s)}'}"
    return f"{words}, then {following.verdict.phrase}"


def outcome(task: TaskHistory) -> tuple[str, str]:
    """The result of a problem, and its color."""
    if task.solved_s is not None:
        return "solved", "good"
    if task.upsolved:
        return "partly solved, then solved after the end" if task.points else "solved after the end", "warn"
    if any(not attempt.upsolving for attempt in task.attempts):
        return ("partly solved", "warn") if task.points else ("not solved", "bad")
    return "not tried", "plain"


def passed(fix: Fix) -> str:
    """How many tests passed, all groups together; empty if none ran."""
    groups = fix.wrong.groups
    total = sum(group.total for group in groups)
    return f"{sum(group.passed for group in groups)} of {count(total, 'test')} passed" if total else ""


def spoken_summary(analysis: Analysis) -> str:
    """The timeline in words, for people who cannot see it."""
    parts = []
    for task in analysis.tasks[:26]:
        words = f"{short(task.task.label, 3)}, {short(task.task.problem, 64)}: {outcome(task)[0]}"
        if task.solved_s is not None:
            words += f" at {clock(task.solved_s)}"
        if task.wrong:
            words += f" after {count(task.wrong, 'wrong attempt')}"
        parts.append(words)
    return f"A line for each problem, with its attempts over {clock(analysis.run.length_s)}. {'. '.join(parts)}."


def command(advice: Advice) -> str:
    """What to type."""
    return f"judge {'reset' if advice.again else 'start'} {advice.problem}"


def name_of(run: Run) -> str:
    """The title of a contest, safe to show."""
    return short(run.contest.title, 100) or short(run.contest.name, 100)


def short(words: str, columns: int) -> str:
    """A name that a stranger chose, safe to show in one line."""
    return text.shorten(text.one_line(words), columns)


def source_line(line: Line) -> str:
    """A line of a source, safe to show: with its indentation, without control characters."""
    if line.change is Change.GAP:
        return "…"
    return " ".join(text.clean(line.text, max_chars=MOST_COLUMNS).split("\n"))


def points(number: float) -> str:
    """`100`, `62.5`."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def when(run: Run) -> str:
    """When it was played, in the reader's time zone."""
    try:
        return f"{datetime.fromisoformat(run.started_at).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return text.one_line(run.started_at, 40)


def day(run: Run) -> str:
    """The same, without the time."""
    return when(run)[:10]


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
