"""A scoreboard for the terminal and as JSON. `board_html` makes the page; `board_words` has the words of both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from judge.contest.board import Board, Row
from judge.contest.board_entries import LeftOut
from judge.contest.model import Contest
from judge.contest.reveal import Reveal, Step
from judge.contest.rules import rule_of
from judge.render.contest.board_words import (
    BoardCell,
    CellState,
    cell_of,
    headings_of,
    name_of,
    remarks,
    state_of,
    step_words,
    totals_of,
)
from judge.render.shared import text
from judge.render.shared.screen import Screen
from judge.render.shared.tables import Cell, table

SCHEMA: Final = "judge.board/1"


_STYLES: Final = {
    CellState.FIRST: "green",
    CellState.SOLVED: "green",
    CellState.PENDING: "yellow",
    CellState.PARTIAL: "cyan",
    CellState.WRONG: "red",
    CellState.NONE: "dim",
}


_SHORTEST_NAME: Final = 5
_SIGNS: Final = {
    CellState.FIRST: "✓*",
    CellState.SOLVED: "✓",
    CellState.PENDING: "?",
    CellState.PARTIAL: "~",
    CellState.WRONG: "✗",
    CellState.NONE: "·",
}
_MEANINGS: Final = {
    CellState.FIRST: "first to solve",
    CellState.SOLVED: "solved",
    CellState.PENDING: "pending",
    CellState.PARTIAL: "some points",
    CellState.WRONG: "not solved",
    CellState.NONE: "not tried",
}


def board_text(board: Board, screen: Screen, left_out: Sequence[LeftOut] = ()) -> str:
    """The board as a table, in full where it fits and else with all problems in one column."""
    contest = board.contest
    title = screen.paint(text.one_line(contest.title or contest.name), "bold")
    state = "\n".join(text.wrap(state_of(board), screen.width))
    lines = [title, screen.paint(state, "yellow" if board.frozen else "dim"), ""]
    shown, legend = _table(board, screen)
    lines += [shown, "", *(screen.paint(line, "dim") for line in text.wrap(legend, screen.width))]
    for remark in remarks(board, left_out):
        lines += text.wrap(remark, screen.width)
    return "\n".join(lines)


def board_json(board: Board, left_out: Sequence[LeftOut] = (), steps: Sequence[Step] = ()) -> str:
    """The board as one JSON object, with the steps of its reveal if it was unfrozen."""
    contest = board.contest
    return json.dumps(
        {
            "schema": SCHEMA,
            "contest": {
                "name": contest.name,
                "title": contest.title,
                "rule": contest.rule,
                "minutes": contest.minutes,
                "freeze_minutes": contest.freeze_minutes,
            },
            "at_s": board.at_s,
            "frozen": board.frozen,
            "rows": [_row_object(row) for row in board.rows],
            "steps": [
                {
                    "participant": step.row.run.participant,
                    "label": step.task.label,
                    "solved": step.task.solved,
                    "from": step.before + 1,
                    "to": step.after + 1,
                }
                for step in steps
            ],
            "left_out": [
                {"participant": one.run.participant, "run": one.run.id, "reason": str(one.reason), "detail": one.detail}
                for one in left_out
            ],
        },
        indent=2,
        allow_nan=False,
    )


def reveal_text(reveal: Reveal, screen: Screen, left_out: Sequence[LeftOut] = ()) -> str:
    """Each step in a line, then the final board."""
    lines = [f"{number:>3}. {step_words(step)}" for number, step in enumerate(reveal.steps, 1)]
    lines = lines or ["Nothing was hidden."]
    return "\n".join([*lines, "", board_text(reveal.final, screen, left_out)])


def _table(board: Board, screen: Screen) -> tuple[str, str]:
    """The table, and the meaning of its signs."""
    contest = board.contest
    head = ["#", "name", *headings_of(contest)]
    right = [0, *range(2, len(head))]
    labels = [text.one_line(task.label, 8) for task in contest.tasks]
    full: list[list[Cell]] = []
    short: list[list[Cell]] = []
    states: set[CellState] = set()
    for row in board.rows:
        rank, name = str(row.rank or "-"), (name_of(row), "dim" if row.ghost else "")
        cells = [cell_of(contest, task) for task in row.score.tasks]
        states |= {cell.state for cell in cells}
        totals = totals_of(contest, row)
        full.append([rank, name, *totals, *((_figures(cell, screen), _STYLES[cell.state]) for cell in cells)])
        signs = (f"{label}{_sign(cell.state, screen)}" for label, cell in zip(labels, cells, strict=True))
        short.append([rank, totals[0], name, " ".join(signs)])
    wide = table([*head, *labels], full, Screen(width=10_000), right=right)
    if max(text.width(line) for line in wide.split("\n")) <= screen.width:
        return table([*head, *labels], full, screen, right=right), _legend(contest, states)
    signs_used = ", ".join(f"{_sign(state, screen)} {_MEANINGS[state]}" for state in CellState if state in states)
    return table(["#", head[2], "name", "problems"], _fitted(short, screen), screen, right=[0, 1]), signs_used


def _fitted(rows: list[list[Cell]], screen: Screen) -> list[list[Cell]]:
    """The rows with names so short that the last column fits, if that leaves anything of them."""
    others = [max((text.width(str(row[at])) for row in rows), default=0) for at in (0, 1, 3)]
    room = screen.width - max(others[1], len("points")) - others[0] - others[2] - 6
    if room < _SHORTEST_NAME:
        return rows
    return [[*row[:2], (text.shorten(row[2][0], room), row[2][1]), row[3]] for row in rows]


def _figures(cell: BoardCell, screen: Screen) -> str:
    if cell.state is CellState.NONE:
        return screen.sign("·")
    star = "*" if cell.state is CellState.FIRST else ""
    return " ".join(filter(None, [f"{cell.figure}{star}", cell.attempts]))


def _sign(state: CellState, screen: Screen) -> str:
    return screen.sign(_SIGNS[state])


def _legend(contest: Contest, used: set[CellState]) -> str:
    parts = ["27 solved in minute 27" if rule_of(contest).penalty_name else "100 points"]
    parts += ["+2 after two wrong attempts", "-1 one wrong attempt"]
    parts += ["?1 one pending"] if CellState.PENDING in used else []
    parts += ["* first to solve"] if CellState.FIRST in used else []
    return ", ".join(parts)


def _row_object(row: Row) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "participant": row.run.participant,
        "run": row.run.id,
        "started_at": row.run.started_at,
        "ghost": row.ghost,
        "intact": row.run.intact,
        "aborted": row.run.aborted,
        "solved": row.score.solved,
        "points": row.score.points,
        "penalty_s": row.score.penalty_s,
        "problems": [
            {
                "label": task.label,
                "problem": task.problem,
                "points": task.points,
                "possible": task.possible,
                "solved": task.solved,
                "solved_s": task.solved_s,
                "wrong": task.wrong,
                "pending": task.pending,
                "first": task.first,
            }
            for task in row.score.tasks
        ],
    }
