"""A contest in a terminal: the time left, a verdict without its reasons, the state of each problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from judge.contest.events import Judged, paused
from judge.contest.model import Attempt, Run, Score, TaskScore
from judge.contest.rules import rule_of
from judge.contest.scoring import score
from judge.render.shared import text
from judge.render.shared.figures import color, count, mark
from judge.render.shared.screen import Screen
from judge.render.shared.tables import Cell, table
from judge.verdict import Verdict

WARN_S: Final = (600.0, 60.0)
"""How many seconds before the end to warn."""


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
    """The warning if little time is left; else empty."""
    for warn_s in reversed(WARN_S):
        if 0 < left_s <= warn_s:
            minutes = int(warn_s) // 60
            return f"Less than {count(minutes, 'minute')}!"
    return ""


def score_line(run: Run) -> str:
    """The score of a run so far."""
    now = score(run)
    possible = sum(task.possible for task in now.tasks)
    rule = rule_of(run.contest)
    parts = [] if rule.pass_fail else [f"{now.points:g} of {possible:g} points"]
    parts.append(f"{now.solved} of {len(now.tasks)} solved")
    if rule.penalty_name and rule.whole_minutes:
        parts.append(count(int(now.penalty_s) // 60, f"{rule.penalty_name} minute"))
    elif rule.penalty_name:
        parts.append(f"{rule.penalty_name} {clock_time(now.penalty_s)}")
    return ", ".join(parts)


def verdict_text(run: Run, attempt: Attempt, verdict: Verdict, why: str, screen: Screen) -> str:
    """The verdict of an attempt and how far it came; `why` is the reason if the file could not be loaded."""
    code = "" if verdict is Verdict.ACCEPTED else f" ({verdict})"
    task = run.contest.task_of(attempt.problem)
    facts = [f"{task.label} {task.problem}", f"attempt {attempt.number}", f"at {clock_time(attempt.at_s)}"]
    if not rule_of(run.contest).verdict_only:
        facts += [f"{text.one_line(group.group)} {group.passed} of {group.total}" for group in attempt.groups]
    head = f"{mark(verdict, screen)} {screen.paint(verdict.phrase.capitalize() + code, color(verdict), 'bold')}"
    lines = [f"  {line}" for line in text.wrap(text.clean(why), screen.width - 2)] if why else []
    rest = text.wrap(screen.sign(" · ").join(facts), screen.width - 2)
    lines += ["", head, *(f"  {line}" for line in rest)]
    standing = "Upsolving: not scored." if attempt.upsolving else f"So far: {score_line(run)}."
    if verdict in {Verdict.COMPILE_ERROR, Verdict.JUDGE_ERROR}:
        standing = f"This costs nothing. {standing}"
    return "\n".join([*lines, screen.paint(f"  {standing}", "dim")])


def rejudging_text(before: Run, after: Run, changes: Sequence[Judged], screen: Screen) -> str:
    """Which verdicts a rejudge changes, and how the score changes with them."""
    if not changes:
        return "No verdict changes."
    rows: list[Sequence[Cell]] = []
    for change in changes:
        attempt = before.attempts[change.number - 1]
        rows.append(
            [str(change.number), attempt.problem, _outcome(attempt), _outcome(after.attempts[change.number - 1])]
        )
    shown = table(["#", "Problem", "Before", "After"], rows, screen, right={0})
    return f"{shown}\n\n  before  {score_line(before)}\n  after   {score_line(after)}"


def _outcome(attempt: Attempt) -> Cell:
    if attempt.verdict is None:
        return "no verdict"
    passed, total = sum(g.passed for g in attempt.groups), sum(g.total for g in attempt.groups)
    return f"{attempt.verdict} {passed}/{total}", color(attempt.verdict)


def status_text(run: Run, now_s: float, titles: Mapping[str, str], screen: Screen, *, ghost: Run | None = None) -> str:
    """The state of each problem, the score, and the ghost."""
    now = score(run)
    rows = [_row(run, task, titles, screen) for task in now.tasks]
    head = ["", "", "Problem", "Points", "Attempts", "Solved", "Title"]
    lines = [_head(run, now_s, screen), "", table(head, rows, screen, right={3, 4, 5}), "", f"  {score_line(run)}"]
    extras = [f"{count(len(run.hints), 'hint')} taken"] if run.hints else []
    extras += [f"{count(len(run.pauses), 'pause')}"] if run.pauses else []
    extras += [f"{count(run.extra_minutes, 'minute')} of extra time"] if run.extra_minutes else []
    if extras:
        lines.append(screen.paint(f"  {', '.join(extras)}", "dim"))
    if ghost is not None:
        lines += ["", *_ghost_lines(ghost, screen)]
    return "\n".join(lines)


def _head(run: Run, now_s: float, screen: Screen) -> str:
    title = screen.paint(text.one_line(run.contest.title), "bold")
    if run.ended_s is None:
        return f"{title}\n{time_line(run, now_s, screen)}  {screen.paint(f'{run.contest.rule} scoring', 'dim')}"
    how = "aborted" if run.aborted else "over"
    return f"{title}\n{screen.paint(f'{how} after {clock_time(run.ended_s)}', 'dim')}"


def _row(run: Run, task: TaskScore, titles: Mapping[str, str], screen: Screen) -> Sequence[Cell]:
    attempts = sum(a.problem == task.problem and not a.upsolving for a in run.attempts)
    pending = any(a.problem == task.problem and a.verdict is None for a in run.attempts)
    if task.solved:
        state: Cell = (screen.sign("✓"), "green")
    elif pending:
        state = ("?", "yellow")
    else:
        state = (screen.sign("✗"), "red") if attempts else (screen.sign("○"), "dim")
    return [
        state,
        task.label,
        task.problem,
        f"{task.points:g} of {task.possible:g}",
        str(attempts) if attempts else "",
        clock_time(task.solved_s) if task.solved_s is not None else "pending" if pending else "",
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
