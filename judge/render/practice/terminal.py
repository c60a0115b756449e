"""`judge stats` and `judge next` in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from judge.practice.counts import Counts, Share
from judge.practice.scheduling import Memory
from judge.practice.suggestions import Suggestion, Why
from judge.practice.tries import LONG_AGO
from judge.render.practice.calendar import calendar_text
from judge.render.shared import text
from judge.render.shared.figures import color, count
from judge.render.shared.screen import Screen
from judge.render.shared.tables import Cell, table

SHOWN_TAGS: Final = 12
SOON: Final = timedelta(days=7)
OF_EACH: Final = 3
"""Suggestions of each kind that are listed below the first one."""

_NAME: Final = 9
_BAR: Final = 20
_NARROWEST_WITH_BARS: Final = 60


def stats_text(counts: Counts, memories: Sequence[Memory], now: datetime, screen: Screen, zone: tzinfo | None) -> str:
    """One screen: sums, the calendar, levels, tags, verdicts."""
    today = now.astimezone(zone).date()
    lines = []
    for name, words in summary_lines(counts, memories, today, zone):
        first, *rest = text.wrap(screen.sign(words), screen.width - _NAME)
        lines += [screen.paint(name.ljust(_NAME), "bold") + first, *(" " * _NAME + line for line in rest)]
    lines += ["", calendar_text(counts.days, today, screen)]
    lines += ["", _shares("Level", [level for level in counts.levels if level.problems], screen)]
    tried = [tag for tag in counts.tags if tag.tried]
    if tried:
        lines += ["", _shares("Tag, weakest first", tried[:SHOWN_TAGS], screen)]
    untried = len(counts.tags) - len(tried)
    more = [f"{len(tried) - SHOWN_TAGS} stronger"] if len(tried) > SHOWN_TAGS else []
    more += [f"{untried} never tried"] if untried else []
    if more:
        lines += _note(f"and {', '.join(more)}: judge stats --format json", screen)
    if counts.verdicts:
        lines += ["", _verdicts(counts, screen)]
    return "\n".join(lines)


def summary_lines(
    counts: Counts, memories: Sequence[Memory], today: date, zone: tzinfo | None
) -> list[tuple[str, str]]:
    """The sums, each with its name."""
    total = counts.total
    due = sum(memory.due_on(zone) <= today for memory in memories)
    soon = sum(today < memory.due_on(zone) <= today + SOON for memory in memories)
    levels = " · ".join(f"{level.solved} of {level.problems} {level.name}" for level in counts.levels if level.problems)
    done = f"{count(counts.submissions, 'submission')} on {count(len(counts.days), 'day')}"
    accepted = f", {percent(counts.accepted / counts.submissions)} accepted" if counts.submissions else ""
    return [
        ("Solved", f"{total.solved} of {total.problems}   {levels}"),
        ("Tried", f"{done}{accepted}"),
        ("Streak", f"{count(counts.streak, 'day')} (longest: {counts.longest})"),
        ("Review", f"{due} due now, {soon} more within {SOON.days} days   judge next"),
    ]


def next_text(suggestions: Sequence[Suggestion], now: datetime, screen: Screen, zone: tzinfo | None) -> str:
    """The first suggestion with its reason and what to type, then the others."""
    first, *others = suggestions
    problem = first.problem
    due = "due for review: " if first.why is Why.DUE else ""
    title = text.shorten(text.one_line(problem.title), max(screen.width - len(problem.id) - 10, 10))
    lines = [
        f"{screen.paint(problem.id, 'bold')}  {title}  {screen.paint(problem.difficulty, 'dim')}",
        *(f"  {line}" for line in text.wrap(due + reason(first, now, zone), screen.width - 2)),
        f"  {screen.paint(command(first), 'green')}",
    ]
    if others:
        rows: list[list[Cell]] = [
            [one.problem.id, (str(one.why), "dim"), reason(one, now, zone)] for one in _of_each(others)
        ]
        lines += ["", table(["Then", "", "Why"], rows, screen)]
        if len(others) > len(rows):
            lines += _note(f"and {len(others) - len(rows)} more: judge next --format json", screen)
    return "\n".join(lines)


def reason(suggestion: Suggestion, now: datetime, zone: tzinfo | None) -> str:
    """The reason as a sentence."""
    problem = suggestion.problem
    match suggestion.why:
        case Why.DUE:
            memory = suggestion.memory
            assert memory is not None  # noqa: S101 - what is due was solved
            solved = "solved" if len(memory.reviews) == 1 else "last solved"
            how = f"{solved} {ago(memory.last.at, now, zone)}{_how(memory)}"
            return f"{how}; the chance that you remember it is {percent(memory.recall)}"
        case Why.BEGUN:
            if suggestion.last is None:
                return "started, never submitted"
            wrong = f", {wrong_tries(suggestion.wrong)}" if suggestion.wrong else ""
            return f"not solved yet: last tried {ago(suggestion.last, now, zone)}{wrong}"
        case Why.WEAK:
            return f"new, and about {text.one_line(suggestion.tag)}, your weakest tag with a new problem"
        case Why.NEW:
            return f"the easiest new problem ({problem.difficulty})"


def command(suggestion: Suggestion) -> str:
    """What to type: begin again what is due, continue what has a file, start the rest."""
    if suggestion.why is Why.DUE:
        return f"judge reset {suggestion.problem.id}"
    return f"judge {'test' if suggestion.has_file else 'start'} {suggestion.problem.id}"


def ago(at: datetime, now: datetime, zone: tzinfo | None) -> str:
    """`today`, `3 days ago`, in days of the zone."""
    days = (now.astimezone(zone).date() - at.astimezone(zone).date()).days
    if at <= LONG_AGO:
        return "long ago"
    return {0: "today", 1: "yesterday"}.get(max(days, 0), f"{days} days ago")


def percent(share: float) -> str:
    """A share as a percentage; only the whole is 100 %."""
    return f"{min(round(100 * share), 99) if share < 1 else 100} %"


def wrong_tries(number: int) -> str:
    """`1 wrong try`, `2 wrong tries`."""
    return f"{number} wrong {'try' if number == 1 else 'tries'}"


def bar(share: float, screen: Screen, columns: int = _BAR) -> str:
    """A share as a bar of `columns` columns, never empty unless the share is 0."""
    full = min(columns, max(round(share * columns), int(share > 0)))
    signs = ("█", "░") if screen.unicode else ("#", ".")
    return signs[0] * full + signs[1] * (columns - full)


def _note(words: str, screen: Screen) -> list[str]:
    return [screen.paint(line, "dim") for line in text.wrap(words, screen.width)]


def _of_each(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """The first ones of each kind, so that many reviews do not hide what is new."""
    return [one for why in Why for one in [one for one in suggestions if one.why is why][:OF_EACH]]


def _how(memory: Memory) -> str:
    last = memory.last
    if last.hints:
        return f" with {count(last.hints, 'hint')}"
    if last.wrong:
        return f" after {wrong_tries(last.wrong)}"
    return " on the first try"


def _shares(name: str, shares: Sequence[Share], screen: Screen) -> str:
    wide = screen.width >= _NARROWEST_WITH_BARS
    rows: list[list[Cell]] = [
        [
            share.name,
            *([(bar(share.solved / share.problems, screen), "green")] if wide else []),
            f"{share.solved} of {share.problems}",
            f"{share.at_once} of {share.tried}" if share.tried else "",
            str(share.tries) if share.tries else "",
        ]
        for share in shares
    ]
    bars = [""] if wide else []
    number = len(bars) + 1
    return table([name, *bars, "Solved", "First try", "Tries"], rows, screen, right={number, number + 1, number + 2})


def _verdicts(counts: Counts, screen: Screen) -> str:
    most = counts.verdicts[0][1]
    wide = screen.width >= _NARROWEST_WITH_BARS
    rows: list[list[Cell]] = [
        [
            (str(verdict), color(verdict)),
            *([(bar(number / most, screen).rstrip("░."), color(verdict))] if wide else []),
            str(number),
            (verdict.phrase, "dim"),
        ]
        for verdict, number in counts.verdicts
    ]
    return table(["Verdict", *([""] if wide else []), "", ""], rows, screen, right={2 if wide else 1})
