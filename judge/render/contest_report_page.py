"""`judge contest report` as a page that is made to be shown to a mentor; the template escapes every value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from judge.contest.looking_back import LookingBack, Past, Story
from judge.problem import Problem
from judge.render import contest_report_words as words
from judge.render import text
from judge.render.page import page
from judge.render.practice import percent
from judge.render.timeline import clock, picture
from judge.render.verdicts import count

WIDE, NARROW = 980, 335
"""Pixels: the picture is drawn for a desk and for a phone."""
MOST_OPEN: Final = 6
"""Changes that are shown unfolded."""


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
        title=words.name_of(back.run),
        who=words.short(back.run.participant, 100) or "somebody",
        when=words.when(back.run),
        rule=words.RULES[back.run.contest.rule],
        sums=words.sums(back),
        faults=words.faults(back),
        pictures=[("wide", picture(back, WIDE, names=True)), ("narrow", picture(back, NARROW, names=False))],
        summary=words.aloud(back),
        titles={story.task.problem: _title(story, problems) for story in back.stories},
        outcomes={story.task.problem: words.outcome(story) for story in back.stories},
        unfolded=shown <= MOST_OPEN,
        clean=text.one_line,
        short=words.short,
        source_line=words.source_line,
        heading=words.heading,
        passed=words.passed,
        sign=_sign,
        clock=clock,
        percent=percent,
        points=words.points,
        count=count,
        command=words.command,
        day=words.day,
        name_of=words.name_of,
        weak=[tag for tag in back.tags if tag.share < 1],
        strong=[tag.tag for tag in back.tags if tag.share == 1],
    )


def _title(story: Story, problems: Mapping[str, Problem]) -> str:
    problem = problems.get(story.task.problem)
    return words.short(problem.title if problem else story.task.problem, 100)


def _sign(past: Past, back: LookingBack) -> str:
    """What a row of the comparison is: this run, the same contest before, or another."""
    if past.run is back.run:
        return "this one"
    return "the same contest" if past.same else ""
