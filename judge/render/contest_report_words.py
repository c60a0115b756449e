"""A run looked back on in words: the same for the terminal and for the page.

Names, sources and messages may be a stranger's: they are cut and cleaned here, and escaped by the template.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from judge.contest.changes import Kind, Line
from judge.contest.looking_back import Advice, LookingBack, Story
from judge.contest.mending import Mending
from judge.contest.model import Rule, Run
from judge.render import text
from judge.render.practice import percent, wrong_tries
from judge.render.timeline import clock, span
from judge.render.verdicts import count

RULES: Final = {
    Rule.INTERVIEW: "interview: partial credit by groups of tests",
    Rule.ICPC: "ICPC: problems solved, then penalty minutes",
    Rule.LEETCODE: "LeetCode: points, then finish time",
    Rule.IOI: "IOI: the best score of each problem",
}
MOST_REMARKS: Final = 10
MOST_COLUMNS: Final = 400
"""Of a line of source."""


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


def heading(mending: Mending) -> str:
    """What was wrong when, and what became of it."""
    wrong, then = mending.wrong, mending.then
    moment = "after the end" if wrong.upsolving else f"at {clock(wrong.at_s)}"
    said = wrong.verdict.phrase if wrong.verdict else ""
    words = f"{short(mending.task.label, 3)} {short(mending.task.problem, 64)}: {said} {moment}"
    if then is None or then.verdict is None:
        return words
    if mending.mended:
        late = then.upsolving and not wrong.upsolving
        return f"{words}, mended {'after the end' if late else f'in {span(then.at_s - wrong.at_s)}'}"
    return f"{words}, then {then.verdict.phrase}"


def outcome(story: Story) -> tuple[str, str]:
    """What became of a problem, and how that is coloured."""
    if story.solved_s is not None:
        return "solved", "good"
    if story.upsolved:
        return "partly, solved after the end" if story.points else "solved after the end", "warn"
    if any(not attempt.upsolving for attempt in story.attempts):
        return ("partly solved", "warn") if story.points else ("not solved", "bad")
    return "not tried", "plain"


def passed(mending: Mending) -> str:
    """How many tests passed, all groups together; nothing where none ran."""
    groups = mending.wrong.groups
    total = sum(group.total for group in groups)
    return f"{sum(group.passed for group in groups)} of {count(total, 'test')} passed" if total else ""


def aloud(back: LookingBack) -> str:
    """The picture in words, for those who cannot see it."""
    parts = []
    for story in back.stories[:26]:
        words = f"{short(story.task.label, 3)}, {short(story.task.problem, 64)}: {outcome(story)[0]}"
        if story.solved_s is not None:
            words += f" at {clock(story.solved_s)}"
        if story.wrong:
            words += f" after {wrong_tries(story.wrong)}"
        parts.append(words)
    return f"A line for each problem, with its attempts over {clock(back.run.length_s)}. {'. '.join(parts)}."


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


def when(run: Run) -> str:
    """When it was played, in the reader's own time."""
    try:
        return f"{datetime.fromisoformat(run.started_at).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return text.one_line(run.started_at, 40)


def day(run: Run) -> str:
    """The same, without the time."""
    return when(run)[:10]


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
