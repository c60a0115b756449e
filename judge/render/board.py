"""A scoreboard for the terminal and as JSON. The page is `board_page`, what both say is `board_words`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from judge.contest.board import Board, Row
from judge.contest.gathering import LeftOut
from judge.contest.model import Contest, Rule
from judge.contest.unfreezing import Step, Unfreezing
from judge.render import text
from judge.render.board_words import Kind, Mark, heads_of, mark_of, name_of, remarks, state_of, step_words, total_of
from judge.render.screen import Screen
from judge.render.tables import Cell, table

SCHEMA: Final = "judge.board/1"


_STYLES: Final = {
    Kind.FIRST: "green",
    Kind.SOLVED: "green",
    Kind.PENDING: "yellow",
    Kind.PARTIAL: "cyan",
    Kind.WRONG: "red",
    Kind.NONE: "dim",
}


_SHORTEST_NAME: Final = 5
_SIGNS: Final = {
    Kind.FIRST: "✓*",
    Kind.SOLVED: "✓",
    Kind.PENDING: "?",
    Kind.PARTIAL: "~",
    Kind.WRONG: "✗",
    Kind.NONE: "·",
}
_MEANINGS: Final = {
    Kind.FIRST: "first to solve",
    Kind.SOLVED: "solved",
    Kind.PENDING: "pending",
    Kind.PARTIAL: "some points",
    Kind.WRONG: "not solved",
    Kind.NONE: "not tried",
}


def board_text(board: Board, screen: Screen, left_out: Sequence[LeftOut] = ()) -> str:
    """The board as a table, in full where it fits and else with all problems in one column."""
    contest = board.contest
    title = screen.paint(text.one_line(contest.title or contest.name), "bold")
    state = "\n".join(text.wrap(state_of(board), screen.width))
    lines = [title, screen.paint(state, "yellow" if board.frozen else "dim"), ""]
    made, legend = _table(board, screen)
    lines += [made, "", *(screen.paint(line, "dim") for line in text.wrap(legend, screen.width))]
    for remark in remarks(board, left_out):
        lines += text.wrap(remark, screen.width)
    return "\n".join(lines)


def board_json(board: Board, left_out: Sequence[LeftOut] = (), steps: Sequence[Step] = ()) -> str:
    """The board as one object, with the steps that led to it where it was unfrozen."""
    contest = board.contest
    return json.dumps(
        {
            "schema": SCHEMA,
            "contest": {
                "name": contest.name,
                "title": contest.title,
                "rule": str(contest.rule),
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


def unfreezing_text(unfreezing: Unfreezing, screen: Screen, left_out: Sequence[LeftOut] = ()) -> str:
    """Every step in a line, then the final board."""
    lines = [f"{number:>3}. {step_words(step)}" for number, step in enumerate(unfreezing.steps, 1)]
    lines = lines or ["Nothing was hidden."]
    return "\n".join([*lines, "", board_text(unfreezing.final, screen, left_out)])


def _table(board: Board, screen: Screen) -> tuple[str, str]:
    """The table, and what its signs mean."""
    contest = board.contest
    head = ["#", "name", *filter(None, heads_of(contest))]
    right = [0, *range(2, len(head))]
    labels = [text.one_line(task.label, 8) for task in contest.tasks]
    full: list[list[Cell]] = []
    short: list[list[Cell]] = []
    kinds: set[Kind] = set()
    for row in board.rows:
        rank, name = str(row.rank or "-"), (name_of(row), "dim" if row.ghost else "")
        marks = [mark_of(contest, task) for task in row.score.tasks]
        kinds |= {mark.kind for mark in marks}
        totals = [value for value in total_of(contest, row) if value]
        full.append([rank, name, *totals, *((_figures(mark, screen), _STYLES[mark.kind]) for mark in marks)])
        signs = (f"{label}{_sign(mark.kind, screen)}" for label, mark in zip(labels, marks, strict=True))
        short.append([rank, totals[0], name, " ".join(signs)])
    wide = table([*head, *labels], full, Screen(width=10_000), right=right)
    if max(text.width(line) for line in wide.split("\n")) <= screen.width:
        return table([*head, *labels], full, screen, right=right), _legend(contest, kinds)
    signs_used = ", ".join(f"{_sign(kind, screen)} {_MEANINGS[kind]}" for kind in Kind if kind in kinds)
    return table(["#", head[2], "name", "problems"], _fitted(short, screen), screen, right=[0, 1]), signs_used


def _fitted(rows: list[list[Cell]], screen: Screen) -> list[list[Cell]]:
    """With names short enough that the last column fits, where that leaves anything of them."""
    others = [max((text.width(str(row[at])) for row in rows), default=0) for at in (0, 1, 3)]
    room = screen.width - max(others[1], len("points")) - others[0] - others[2] - 6
    if room < _SHORTEST_NAME:
        return rows
    return [[*row[:2], (text.shorten(row[2][0], room), row[2][1]), row[3]] for row in rows]


def _figures(mark: Mark, screen: Screen) -> str:
    if mark.kind is Kind.NONE:
        return screen.sign("·")
    star = "*" if mark.kind is Kind.FIRST else ""
    return " ".join(filter(None, [f"{mark.figure}{star}", mark.tries]))


def _sign(kind: Kind, screen: Screen) -> str:
    return screen.sign(_SIGNS[kind])


def _legend(contest: Contest, used: set[Kind]) -> str:
    by_time = contest.rule in {Rule.ICPC, Rule.LEETCODE}
    said = ["27 solved in minute 27" if by_time else "100 points", "+2 after two wrong tries", "-1 one wrong try"]
    said += ["?1 one pending"] if Kind.PENDING in used else []
    said += ["* first to solve"] if Kind.FIRST in used else []
    return ", ".join(said)


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
