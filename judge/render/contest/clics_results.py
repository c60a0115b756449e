"""Objects of the ICPC Contest API: the state of a contest over time, and its scoreboard."""

from __future__ import annotations

from judge.contest.board import Board, Row
from judge.contest.model import Run, TaskScore
from judge.contest.rules import rule_of
from judge.render.contest.clics import (
    Export,
    Object,
    absolute,
    is_over,
    is_pass_fail,
    length_of,
    minutes,
    playing,
    problem_ids,
    relative,
    start_of,
    team_ids,
)
from judge.verdict import Verdict


def states(export: Export) -> list[tuple[float, Object]]:
    """The changes of `state.json`: contest time, and the state from then on; the last one is current."""
    start, freeze_s = start_of(export), export.contest.freeze_s
    state: Object = {"started": absolute(start), "ended": None, "finalized": None, "end_of_updates": None}
    state |= {"frozen": None, "thawed": None} if freeze_s is not None else {}
    found = [(0.0, dict(state))]

    def change(at_s: float, **changes: str) -> None:
        state.update(changes)
        found.append((at_s, dict(state)))

    over = is_over(export)
    ended_s = max((run.ended_s or 0.0 for run in playing(export)), default=0.0) if over else length_of(export)
    froze = freeze_s is not None and any(_reached(run, freeze_s) for run in playing(export)) and freeze_s < ended_s
    if froze and freeze_s is not None:
        change(freeze_s, frozen=absolute(start, freeze_s))
    if over:
        change(ended_s, ended=absolute(start, ended_s))
        closing_s = max((export.exported_at - start).total_seconds(), ended_s + 1)
        if froze:
            change(closing_s, thawed=absolute(start, closing_s))
        change(closing_s, finalized=absolute(start, closing_s))
        change(closing_s + 1, end_of_updates=absolute(start, closing_s + 1))
    return found


def scoreboard(export: Export, board: Board) -> Object:
    """`scoreboard.json`."""
    at_s, state = states(export)[-1]
    latest_s = max((attempt.at_s for row in board.rows for attempt in row.run.attempts), default=0.0)
    now_s = at_s if is_over(export) else max(at_s, latest_s)
    return {
        "time": absolute(start_of(export), now_s),
        "contest_time": relative(now_s),
        "state": state,
        "rows": [_row(export, row) for row in board.rows],
    }


def _row(export: Export, row: Row) -> Object:
    score = row.score
    if is_pass_fail(export):
        total: Object = {"num_solved": score.solved, "total_time": minutes(export, score.penalty_s)}
        last_s = score.last_s if score.solved else None
    else:
        total = {"score": score.points}
        counted = [task.counted_s for task in score.tasks if task.counted_s is not None]
        finish_s = score.penalty_s if rule_of(export.contest).penalty_name else max(counted, default=0.0)
        last_s = finish_s if counted else None
    if last_s is not None:
        total["time"] = minutes(export, last_s)
    return {
        "rank": row.rank,
        "team_id": team_ids(export)[row.run.participant],
        "score": total,
        "problems": [_cell(export, row, task) for task in score.tasks],
    }


def _cell(export: Export, row: Row, task: TaskScore) -> Object:
    attempts = [attempt for attempt in row.run.attempts if attempt.problem == task.problem]
    solved = next((at for at, one in enumerate(attempts) if one.verdict is Verdict.ACCEPTED), len(attempts))
    judged = [one for one in attempts[: solved + 1] if one.verdict not in {None, Verdict.JUDGE_ERROR}]
    cell: Object = {
        "problem_id": problem_ids(export)[task.problem],
        "num_judged": len(judged),
        "num_pending": task.pending,
    }
    cell |= {"solved": task.solved} if is_pass_fail(export) else {"score": task.points}
    if task.counted_s is not None:
        cell["time"] = minutes(export, task.counted_s)
    return cell


def _reached(run: Run, at_s: float) -> bool:
    return (run.ended_s or 0.0) >= at_s or any(attempt.at_s >= at_s for attempt in run.attempts)
