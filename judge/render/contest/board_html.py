"""A scoreboard as one self-contained page, and its reveal as a series of boards to click through.

There is no script: each step is a section of the page, shown when its row is the target of the address
(`page.html#step-7`), so the browser's Back and Forward work too. A row that climbs glides up from its old position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from judge.contest.board import Board
from judge.contest.board_entries import LeftOut
from judge.contest.model import Contest
from judge.contest.reveal import Reveal, Step
from judge.contest.rules import rule_of
from judge.render.contest.board_words import (
    BoardCell,
    cell_of,
    clock,
    headings_of,
    name_of,
    remarks,
    state_of,
    step_words,
    totals_of,
)
from judge.render.shared import text
from judge.render.shared.figures import count
from judge.render.shared.page import page

_MANY: Final = 24
"""With more rows than this, a step of a reveal shows only the rows around what happens."""
_AROUND: Final = 4


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row of the page, or (`gap`) how many rows are left out.

    Attributes:
        moved: how many rows it moved up in this step; negative if it moved down.
        turn: whether this step reveals something of this row.
        revealed: the label of the problem that was just revealed.
    """

    rank: str = ""
    name: str = ""
    totals: tuple[str, ...] = ()
    cells: tuple[tuple[str, BoardCell], ...] = ()
    ghost: bool = False
    moved: int = 0
    turn: bool = False
    revealed: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class PageBoard:
    """A board of the page: the only one, or one step of a reveal."""

    number: int
    caption: str
    rows: tuple[PageRow, ...]
    foot: tuple[tuple[str, str, str], ...]
    is_step: bool


def board_page(board: Board, left_out: Sequence[LeftOut] = ()) -> str:
    """The page of one board."""
    return _page(board, [_page_board(board, 0, state_of(board))], [], left_out)


def reveal_page(reveal: Reveal, left_out: Sequence[LeftOut] = ()) -> str:
    """The page that begins with the frozen board and reveals it step by step."""
    boards = [_page_board(reveal.start, 0, state_of(reveal.start))]
    for number, step in enumerate(reveal.steps, 1):
        is_last = number == len(reveal.steps)
        boards.append(_page_board(step.board, number, f"{step_words(step)}.", step, all_rows=is_last))
    return _page(reveal.final, boards, [step_words(step) for step in reveal.steps], left_out)


def _page(board: Board, boards: Sequence[PageBoard], steps: Sequence[str], left_out: Sequence[LeftOut]) -> str:
    contest = board.contest
    facts = [
        count(contest.minutes, "minute"),
        count(len(contest.tasks), "problem"),
        count(len(board.rows), "participant"),
        rule_of(contest).summary,
    ]
    return page(
        "board",
        title=text.one_line(contest.title or contest.name),
        facts=facts,
        headings=headings_of(contest),
        tasks=[(text.one_line(task.label, 8), text.one_line(task.problem, 60)) for task in contest.tasks],
        boards=boards,
        steps=steps,
        last=len(boards) - 1,
        remarks=remarks(board, left_out),
        by_time=bool(rule_of(contest).penalty_name),
    )


def _page_board(
    board: Board, number: int, caption: str, step: Step | None = None, *, all_rows: bool = True
) -> PageBoard:
    rows: list[PageRow] = []
    last = -1
    for position in _shown(board, step, all_rows=all_rows):
        if position > last + 1:
            rows.append(PageRow(gap=count(position - last - 1, "row")))
        rows.append(_row(board, position, step))
        last = position
    if last + 1 < len(board.rows):
        rows.append(PageRow(gap=count(len(board.rows) - last - 1, "row")))
    return PageBoard(number, caption, tuple(rows), _foot(board.contest, board), is_step=step is not None)


def _shown(board: Board, step: Step | None, *, all_rows: bool) -> list[int]:
    """The positions of the rows that are shown."""
    every = range(len(board.rows))
    if step is None or all_rows or len(board.rows) <= _MANY:
        return list(every)
    return [at for at in every if min(abs(at - step.after), abs(at - step.before)) <= _AROUND]


def _row(board: Board, position: int, step: Step | None) -> PageRow:
    row = board.rows[position]
    cells = [(text.one_line(task.label, 8), cell_of(board.contest, task)) for task in row.score.tasks]
    turn = step is not None and position == step.after
    return PageRow(
        rank=str(row.rank or "–"),
        name=name_of(row),
        totals=totals_of(board.contest, row),
        cells=tuple(cells),
        ghost=row.ghost,
        moved=step.came_from[position] - position if step else 0,
        turn=turn,
        revealed=text.one_line(step.task.label, 8) if step and turn else "",
    )


def _foot(contest: Contest, board: Board) -> tuple[tuple[str, str, str], ...]:
    """For each problem: its label, how many solved it, and who was first."""
    found = []
    for at, task in enumerate(contest.tasks):
        cells = [(row, row.score.tasks[at]) for row in board.rows]
        solved = sum(cell.solved for _, cell in cells)
        first = ", ".join(f"{name_of(row)} {clock(cell.solved_s or 0.0)}" for row, cell in cells if cell.first)
        found.append((text.one_line(task.label, 8), str(solved), first))
    return tuple(found)
