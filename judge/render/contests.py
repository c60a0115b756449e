"""A contest for a person at a terminal: the time left, a verdict without its reasons, how the problems stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, assert_never

from judge.contest.attempts import groups_of
from judge.contest.events import Judged, paused
from judge.contest.model import Attempt, Rule, Run, Score, TaskScore
from judge.contest.scoring import score
from judge.render import text
from judge.render.screen import Screen
from judge.render.tables import Cell, table
from judge.render.verdicts import color, count, mark
from judge.verdict import Report, Verdict

WARN_S: Final = (600.0, 60.0)
"""How many seconds before the end a person is warned."""


def clock_time(seconds: float) -> str:
    """`0:42`, `12:04`, `1:02:03`; whole seconds, rounded down."""
    minutes, whole = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02}" if hours else f"{minutes}:{whole:02}"


def time_line(run: Run, now_s: float, screen: Screen) -> str:
    """`bytedance-aml-1  32:10 left`."""
    left = run.length_s - now_s
    words = f"{clock_time(left)} left" if left > 0 else "time is up"
    if paused(run):
        words += ", paused"
    warning = warning_of(left)
    style = "red" if warning and left <= WARN_S[-1] else "yellow" if warning else "dim"
    line = f"{text.one_line(run.contest.name)}  {words}" + (f"  {warning}" if warning else "")
    return screen.paint(line, style)


def warning_of(left_s: float) -> str:
    """What is said when little time is left; empty where there is enough."""
    for warn_s in reversed(WARN_S):
        if 0 < left_s <= warn_s:
            minutes = int(warn_s) // 60
            return f"Less than {count(minutes, 'minute')}!"
    return ""


def score_line(run: Run) -> str:
    """What a run is worth so far, in the words of its rule."""
    now = score(run)
    possible = sum(task.possible for task in now.tasks)
    solved = f"{now.solved} of {len(now.tasks)} solved"
    match run.contest.rule:
        case Rule.ICPC:
            return f"{solved}, {count(int(now.penalty_s) // 60, 'penalty minute')}"
        case Rule.LEETCODE:
            return f"{now.points:g} of {possible:g} points, {solved}, finish time {clock_time(now.penalty_s)}"
        case Rule.INTERVIEW | Rule.IOI:
            return f"{now.points:g} of {possible:g} points, {solved}"
        case _:
            assert_never(run.contest.rule)


def verdict_text(run: Run, attempt: Attempt, report: Report, screen: Screen) -> str:
    """The verdict of an attempt and how far it came; why, only where the file could not be loaded."""
    verdict = report.verdict
    code = "" if verdict is Verdict.ACCEPTED else f" ({verdict})"
    task = next(task for task in run.contest.tasks if task.problem == attempt.problem)
    facts = [f"{task.label} {task.problem}", f"attempt {attempt.number}", f"at {clock_time(attempt.at_s)}"]
    if run.contest.rule is not Rule.ICPC:
        facts += [f"{text.one_line(group.group)} {group.passed} of {group.total}" for group in groups_of(report)]
    head = f"{mark(verdict, screen)} {screen.paint(verdict.phrase.capitalize() + code, color(verdict), 'bold')}"
    lines = [f"  {line}" for line in text.wrap(text.clean(report.message), screen.width - 2)] if report.message else []
    rest = text.wrap(screen.sign(" · ").join(facts), screen.width - 2)
    lines += ["", head, *(f"  {line}" for line in rest)]
    said = "Upsolving: not scored." if attempt.upsolving else f"So far: {score_line(run)}."
    if verdict in {Verdict.COMPILE_ERROR, Verdict.JUDGE_ERROR}:
        said = f"This costs nothing. {said}"
    return "\n".join([*lines, screen.paint(f"  {said}", "dim")])


def rejudging_text(before: Run, after: Run, changes: Sequence[Judged], screen: Screen) -> str:
    """Which verdicts another judging changes, and the score with it."""
    if not changes:
        return "Every verdict stays what it is."
    rows: list[Sequence[Cell]] = []
    for change in changes:
        attempt = before.attempts[change.number - 1]
        rows.append(
            [str(change.number), attempt.problem, _outcome(attempt), _outcome(after.attempts[change.number - 1])]
        )
    shown = table(["#", "Problem", "Was", "Is"], rows, screen, right={0})
    return f"{shown}\n\n  was  {score_line(before)}\n  is   {score_line(after)}"


def _outcome(attempt: Attempt) -> Cell:
    if attempt.verdict is None:
        return "no verdict"
    passed, total = sum(g.passed for g in attempt.groups), sum(g.total for g in attempt.groups)
    return f"{attempt.verdict} {passed}/{total}", color(attempt.verdict)


def status_text(run: Run, now_s: float, titles: Mapping[str, str], screen: Screen, *, ghost: Run | None = None) -> str:
    """How the problems stand, and where the ghost is."""
    now = score(run)
    rows = [_row(run, task, titles, screen) for task in now.tasks]
    head = ["", "", "Problem", "Points", "Tries", "At", "Title"]
    lines = [_head(run, now_s, screen), "", table(head, rows, screen, right={3, 4, 5}), "", f"  {score_line(run)}"]
    extras = [f"{count(len(run.hints), 'hint')} taken"] if run.hints else []
    extras += [f"{count(len(run.pauses), 'pause')}"] if run.pauses else []
    extras += [f"{run.extra_minutes} minutes extra"] if run.extra_minutes else []
    if extras:
        lines.append(screen.paint(f"  {', '.join(extras)}", "dim"))
    if ghost is not None:
        lines += ["", *_ghost_lines(ghost, screen)]
    return "\n".join(lines)


def _head(run: Run, now_s: float, screen: Screen) -> str:
    title = screen.paint(text.one_line(run.contest.title), "bold")
    if run.ended_s is None:
        return f"{title}\n{time_line(run, now_s, screen)}  {screen.paint(f'by the rule {run.contest.rule}', 'dim')}"
    how = "aborted" if run.aborted else "over"
    return f"{title}\n{screen.paint(f'{how} after {clock_time(run.ended_s)}', 'dim')}"


def _row(run: Run, task: TaskScore, titles: Mapping[str, str], screen: Screen) -> Sequence[Cell]:
    tries = sum(a.problem == task.problem and not a.upsolving for a in run.attempts)
    waiting = sum(a.problem == task.problem and a.verdict is None for a in run.attempts)
    if task.solved:
        state: Cell = (screen.sign("✓"), "green")
    elif waiting:
        state = ("?", "yellow")
    else:
        state = (screen.sign("✗"), "red") if tries else (screen.sign("○"), "dim")
    return [
        state,
        task.label,
        task.problem,
        f"{task.points:g} of {task.possible:g}",
        str(tries) if tries else "",
        clock_time(task.solved_s) if task.solved_s is not None else "waits" if waiting else "",
        titles.get(task.problem, ""),
    ]


def _ghost_lines(ghost: Run, screen: Screen) -> list[str]:
    now: Score = score(ghost)
    marks = []
    for task in now.tasks:
        own = [a for a in ghost.attempts if a.problem == task.problem]
        if task.solved_s is not None:
            marks.append(screen.paint(f"{task.label} {screen.sign('✓')} {clock_time(task.solved_s)}", "green"))
        elif own:
            marks.append(screen.paint(f"{task.label} {screen.sign('✗')} {len(own)}", "red"))
        else:
            marks.append(screen.paint(f"{task.label} {screen.sign('·')}", "dim"))
    who = text.shorten(text.one_line(ghost.participant), 30)
    return [
        f"  {screen.paint('ghost', 'dim')} {who}  {'  '.join(marks)}",
        screen.paint(f"  {score_line(ghost)}", "dim"),
    ]
