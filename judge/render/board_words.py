"""What a scoreboard says, in figures and words, for the terminal and for the page alike.

What is written here comes from a board alone, which holds nothing that its freeze hides (`judge.contest.board`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from judge.contest.board import Board, Row
from judge.contest.gathering import LeftOut, Reason
from judge.contest.model import Contest, Rule, Run, TaskScore
from judge.contest.unfreezing import Step
from judge.render import text
from judge.render.verdicts import count

_LONGEST_NAME: Final = 48


class Kind(StrEnum):
    """How a problem stands in a row; each has its colour."""

    FIRST = "first"
    SOLVED = "solved"
    PENDING = "pending"
    PARTIAL = "partial"
    WRONG = "wrong"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a problem stands in a row: the minute, the points or what is pending; then the tries (`+2`, `-1`, `?3`)."""

    kind: Kind
    figure: str
    tries: str
    words: str


def mark_of(contest: Contest, task: TaskScore) -> Mark:
    """The mark of one problem of one row."""
    if task.first:
        kind = Kind.FIRST
    elif task.solved:
        kind = Kind.SOLVED
    elif task.pending:
        kind = Kind.PENDING
    elif task.points:
        kind = Kind.PARTIAL
    else:
        kind = Kind.WRONG if task.wrong else Kind.NONE
    wrong = f"{'+' if task.solved else '-'}{task.wrong}" if task.wrong else ""
    pending = f"?{task.pending}" if task.pending else ""
    if task.solved and contest.rule in {Rule.ICPC, Rule.LEETCODE}:
        figure = f"{(task.solved_s or 0.0) // 60:.0f}"
    elif task.points or (task.wrong and not task.pending and contest.rule in {Rule.IOI, Rule.INTERVIEW}):
        figure = f"{task.points:g}"
    else:
        figure, pending = pending, ""
    return Mark(kind, figure, " ".join(filter(None, [wrong, pending])), _words(contest, task))


def total_of(contest: Contest, row: Row) -> tuple[str, str]:
    """What decides the rank, and what separates equal ones; the latter is empty for rules that have nothing."""
    score = row.score
    match contest.rule:
        case Rule.ICPC:
            return str(score.solved), f"{score.penalty_s / 60:.0f}"
        case Rule.LEETCODE:
            return f"{score.points:g}", clock(score.penalty_s)
        case _:
            return f"{score.points:g}", ""


def heads_of(contest: Contest) -> tuple[str, str]:
    """The headings of `total_of`."""
    return {Rule.ICPC: ("solved", "time"), Rule.LEETCODE: ("points", "time")}.get(contest.rule, ("points", ""))


def name_of(row: Row) -> str:
    """Who, safe to print, with what must be known of the row."""
    ghost = f" (ghost of {row.run.started_at[:10]})" if row.ghost else ""
    return f"{_person(row.run)}{ghost}{'' if row.run.intact else ' (!)'}"


def clock(seconds: float) -> str:
    """`1:02:09`."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def state_of(board: Board) -> str:
    """What moment the board shows, in a sentence."""
    contest = board.contest
    if board.frozen:  # the exact words of the ICPC CCS System Requirements, "Freezing the Scoreboard"
        minutes = contest.freeze_minutes
        return (
            f"The scoreboard was frozen with {minutes} minutes remaining - submissions in the last {minutes} minutes "
            "of the contest are still shown as pending."
        )
    if board.at_s is not None:
        return f"After {round(board.at_s / 60, 1):g} of {contest.minutes} minutes."
    if any(row.run.ended_s is None and not row.run.aborted for row in board.rows):
        return "Not everybody has finished."
    return "The final board."


def remarks(board: Board, left_out: Sequence[LeftOut] = ()) -> list[str]:
    """What has to be said beside the board: doubtful files, pauses, extra time, what is not on it."""
    said = []
    for row in board.rows:
        name = _person(row.run)
        notes = text.one_line(" ".join(row.run.notes), 300)
        if not row.run.intact:
            why = notes or "its hashes do not fit."
            said.append(f"(!) The file of {name} is not as it was written: {why} One that fits proves nothing either.")
        elif notes:
            said.append(f"The file of {name}: {notes}")
        if row.run.extra_minutes:
            said.append(f"{name} had {count(row.run.extra_minutes, 'minute')} more.")
        paused = sum(pause.length_s or 0.0 for pause in row.run.pauses)
        if row.run.pauses:
            said.append(f"{name} paused {count(len(row.run.pauses), 'time')}, {clock(paused)} in all.")
        if row.run.aborted:
            said.append(f"{name} gave up, which is not scored.")
    return said + [left_out_words(one) for one in left_out]


def step_words(step: Step) -> str:
    """`cleo, B: accepted, from place 3 to 1`."""
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
        points = "" if contest.rule is Rule.ICPC else f", {task.points:g} points"
        first = ", first of all" if task.first else ""
        return f"{label}: solved in minute {(task.solved_s or 0.0) // 60:.0f}{wrong}{points}{first}"
    if not task.wrong and not task.pending and not task.points:
        return f"{label}: not tried"
    points = f"{task.points:g} of {task.possible:g} points" if task.points else ""
    tries = count(task.wrong, "wrong attempt") if task.wrong else ""
    return f"{label}: {', '.join(filter(None, [points, tries, f'{task.pending} pending' if task.pending else '']))}"


def left_out_words(one: LeftOut) -> str:
    """Which run is not shown, and why, in a sentence."""
    name = _person(one.run)
    match one.reason:
        case Reason.OTHER_CONTEST:
            return f"Not shown: a run of {name}, of the contest {text.one_line(one.run.contest.name)}."
        case Reason.OTHER_VERSION:
            return f"Not shown: a run of {name}, of another version of the contest ({text.one_line(one.detail)})."
        case Reason.OLDER_EXPORT:
            return f"Not shown: an earlier or damaged copy of the run of {name}."
        case Reason.FURTHER_RUN:
            return f"Not shown: a further run of {name}, of {one.run.started_at[:10]}."
