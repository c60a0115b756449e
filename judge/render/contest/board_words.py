"""What a scoreboard says, in figures and words, for the terminal and for the page alike.

All of it comes from a board, which holds nothing that its freeze hides (`judge.contest.board`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from judge.contest.board import Board, Row
from judge.contest.board_entries import LeftOut, LeftOutReason
from judge.contest.model import Contest, Run, TaskScore
from judge.contest.reveal import Step
from judge.contest.rules import rule_of
from judge.render.shared import text
from judge.render.shared.figures import count

_LONGEST_NAME: Final = 48


class CellState(StrEnum):
    """The state of a problem in a row; each has its color."""

    FIRST = "first"
    SOLVED = "solved"
    PENDING = "pending"
    PARTIAL = "partial"
    WRONG = "wrong"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class BoardCell:
    """A problem in a row: the minute, the points or `?3` for what is pending; then the attempts (`+2`, `-1`, `?3`)."""

    state: CellState
    figure: str
    attempts: str
    words: str


def cell_of(contest: Contest, task: TaskScore) -> BoardCell:
    """The cell of one problem in one row."""
    if task.first:
        state = CellState.FIRST
    elif task.solved:
        state = CellState.SOLVED
    elif task.pending:
        state = CellState.PENDING
    elif task.points:
        state = CellState.PARTIAL
    else:
        state = CellState.WRONG if task.wrong else CellState.NONE
    wrong = f"{'+' if task.solved else '-'}{task.wrong}" if task.wrong else ""
    pending = f"?{task.pending}" if task.pending else ""
    by_time = bool(rule_of(contest).penalty_name)
    if task.solved and by_time:
        figure = f"{(task.solved_s or 0.0) // 60:.0f}"
    elif task.points or (task.wrong and not task.pending and not by_time):
        figure = f"{task.points:g}"
    else:
        figure, pending = pending, ""
    return BoardCell(state, figure, " ".join(filter(None, [wrong, pending])), _words(contest, task))


def totals_of(contest: Contest, row: Row) -> tuple[str, ...]:
    """What decides the rank, and the time that separates equal scores, for rules with such a time."""
    rule, score = rule_of(contest), row.score
    time = f"{score.penalty_s / 60:.0f}" if rule.whole_minutes else clock(score.penalty_s)
    first = str(score.solved) if rule.pass_fail else f"{score.points:g}"
    return (first, time) if rule.penalty_name else (first,)


def headings_of(contest: Contest) -> tuple[str, ...]:
    """The headings of `totals_of`."""
    rule = rule_of(contest)
    first = "solved" if rule.pass_fail else "points"
    return (first, "time") if rule.penalty_name else (first,)


def name_of(row: Row) -> str:
    """The name of a row, safe to print; `(!)` marks a log that was changed."""
    ghost = f" (ghost of {row.run.started_at[:10]})" if row.ghost else ""
    return f"{_person(row.run)}{ghost}{'' if row.run.intact else ' (!)'}"


def clock(seconds: float) -> str:
    """`1:02:09`."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def state_of(board: Board) -> str:
    """Which moment the board shows, in a sentence."""
    contest = board.contest
    if board.frozen:  # the exact words of the ICPC CCS System Requirements, "Freezing the Scoreboard"
        minutes = count(contest.freeze_minutes, "minute")
        return (
            f"The scoreboard was frozen with {minutes} remaining - submissions in the last {minutes} "
            "of the contest are still shown as pending."
        )
    if board.at_s is not None:
        return f"After {round(board.at_s / 60, 1):g} of {count(contest.minutes, 'minute')}."
    if any(row.run.ended_s is None and not row.run.aborted for row in board.rows):
        return "Not everybody has finished."
    return "Final scoreboard."


def remarks(board: Board, left_out: Sequence[LeftOut] = ()) -> list[str]:
    """Remarks below the board: changed files, pauses, extra time, runs that are left out."""
    found = []
    for row in board.rows:
        name = _person(row.run)
        notes = text.one_line(" ".join(row.run.notes), 300)
        if not row.run.intact:
            why = notes or "its hash chain is broken."
            found.append(f"(!) The file of {name} was changed: {why} An intact chain would not prove honesty either.")
        elif notes:
            found.append(f"The file of {name}: {notes}")
        if row.run.extra_minutes:
            found.append(f"{name} had {count(row.run.extra_minutes, 'minute')} of extra time.")
        paused_s = sum(pause.length_s or 0.0 for pause in row.run.pauses)
        if row.run.pauses:
            found.append(f"{name} paused {count(len(row.run.pauses), 'time')}, {clock(paused_s)} in all.")
        if row.run.aborted:
            found.append(f"{name} gave up and is not scored.")
    return found + [left_out_words(one) for one in left_out]


def step_words(step: Step) -> str:
    """`cleo, B: accepted, up 2 places to rank 1`."""
    rank = step.row.rank or step.after + 1
    verdict = "accepted" if step.task.solved else "still pending" if step.task.pending else "not accepted"
    moved = f", up {count(step.before - step.after, 'place')} to rank {rank}" if step.after < step.before else ""
    return f"{name_of(step.row)}, {text.one_line(step.task.label)}: {verdict}{moved}"


def _person(run: Run) -> str:
    return text.shorten(text.one_line(run.participant), _LONGEST_NAME) or "(no name)"


def _words(contest: Contest, task: TaskScore) -> str:
    label = text.one_line(task.label, 8)
    wrong = f" after {count(task.wrong, 'wrong attempt')}" if task.wrong else ""
    if task.solved:
        points = "" if rule_of(contest).pass_fail else f", {task.points:g} {'point' if task.points == 1 else 'points'}"
        first = ", first to solve" if task.first else ""
        return f"{label}: solved in minute {(task.solved_s or 0.0) // 60:.0f}{wrong}{points}{first}"
    if not task.wrong and not task.pending and not task.points:
        return f"{label}: not tried"
    points = f"{task.points:g} of {task.possible:g} points" if task.points else ""
    tries = count(task.wrong, "wrong attempt") if task.wrong else ""
    return f"{label}: {', '.join(filter(None, [points, tries, f'{task.pending} pending' if task.pending else '']))}"


def left_out_words(one: LeftOut) -> str:
    """Which run is left out, and why, in a sentence."""
    name = _person(one.run)
    match one.reason:
        case LeftOutReason.OTHER_CONTEST:
            return f"Left out: a run by {name} in the contest {text.one_line(one.run.contest.name)}."
        case LeftOutReason.OTHER_VERSION:
            return f"Left out: a run by {name} in another version of the contest ({text.one_line(one.detail)})."
        case LeftOutReason.OLDER_EXPORT:
            return f"Left out: an earlier or damaged copy of a run by {name}."
        case LeftOutReason.FURTHER_RUN:
            return f"Left out: another run by {name}, of {one.run.started_at[:10]}."
