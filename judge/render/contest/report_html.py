"""`judge contest report` as a page to show to a mentor; the template escapes every value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from judge.contest.analysis import Analysis, PastRun, TaskHistory
from judge.contest.rules import rule_of
from judge.problem import Problem
from judge.render.contest import report_words as words
from judge.render.contest.timeline import clock, timeline
from judge.render.practice.terminal import percent
from judge.render.shared import text
from judge.render.shared.figures import count
from judge.render.shared.page import page

WIDE, NARROW = 980, 335
"""Pixels: the timeline is drawn for a desk and for a phone."""
MOST_OPEN: Final = 6
"""If more wrong attempts than these show a change, all are folded."""


def report_page(analysis: Analysis, problems: Mapping[str, Problem]) -> str:
    """The page.

    Args:
        analysis: of the run.
        problems: those that are available, by id, for their titles.
    """
    shown = sum(bool(fix.lines) for fix in analysis.fixes)
    return page(
        "contest_report",
        analysis=analysis,
        run=analysis.run,
        title=words.name_of(analysis.run),
        who=words.short(analysis.run.participant, 100) or "somebody",
        when=words.when(analysis.run),
        rule=rule_of(analysis.run.contest).summary,
        figures=words.figures(analysis),
        remarks=words.remarks(analysis),
        timelines=[("wide", timeline(analysis, WIDE, names=True)), ("narrow", timeline(analysis, NARROW, names=False))],
        summary=words.spoken_summary(analysis),
        titles={task.task.problem: _title(task, problems) for task in analysis.tasks},
        outcomes={task.task.problem: words.outcome(task) for task in analysis.tasks},
        unfolded=shown <= MOST_OPEN,
        clean=text.one_line,
        short=words.short,
        source_line=words.source_line,
        heading=words.heading,
        passed=words.passed,
        comparison=_comparison,
        clock=clock,
        percent=percent,
        points=words.points,
        count=count,
        command=words.command,
        day=words.day,
        name_of=words.name_of,
        weak=[tag for tag in analysis.tags if tag.share < 1],
        strong=[tag.tag for tag in analysis.tags if tag.share == 1],
    )


def _title(task: TaskHistory, problems: Mapping[str, Problem]) -> str:
    problem = problems.get(task.task.problem)
    return words.short(problem.title if problem else task.task.problem, 100)


def _comparison(past: PastRun, analysis: Analysis) -> str:
    """What a past run is, compared with this one: the run itself, the same contest, or another."""
    if past.run is analysis.run:
        return "this run"
    return "the same contest" if past.same else ""
