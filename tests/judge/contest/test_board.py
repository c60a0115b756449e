"""The scoreboard: ranks, firsts, what a freeze hides, ghosts, and the reveal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.contest.board import Board, Row, build
from judge.contest.board_entries import LeftOutReason, select_entries
from judge.contest.model import Contest, GroupResult, HintTaken, Pause, Run
from judge.contest.reveal import unfreeze
from judge.errors import UsageError
from judge.verdict import Verdict
from tests.support.contest_runs import LABELS, attempt, contest, run

FROZEN = contest(freeze_minutes=60)
"""Five hours, of which the last is frozen: from minute 240 on."""


def ranks(board: Board) -> list[tuple[int | None, str]]:
    return [(row.rank, row.run.participant) for row in board.rows]


def cell(board: Board, participant: str, label: str) -> tuple[bool, int, int, bool]:
    """Solved, wrong, pending, first."""
    row = next(row for row in board.rows if row.run.participant == participant)
    task = next(task for task in row.score.tasks if task.label == label)
    return (task.solved, task.wrong, task.pending, task.first)


# ranks ----------------------------------------------------------------------------------------------------------------


def test_equal_scores_share_a_rank_and_the_next_ranks_are_skipped() -> None:
    """ICPC CCS System Requirements, "Scoring Data Generation": tied teams occupy the same position."""
    runs = [run("dan", "A 90 AC"), run("cleo", "A 30 AC"), run("bo", "A 30.5 AC"), run("ana", "A 10 AC"), run("eve")]
    assert ranks(build(contest(), runs)) == [(1, "ana"), (2, "bo"), (2, "cleo"), (4, "dan"), (5, "eve")]


def test_runs_are_compared_by_contest_time() -> None:
    early = run("ana", "A 20 AC", started_at="2026-05-17T08:00:00Z")
    late = run("bo", "A 10 AC", started_at="2026-05-18T23:00:00+08:00")
    board = build(contest(), [early, late])
    assert ranks(board) == [(1, "bo"), (2, "ana")]
    assert cell(board, "bo", "A")[3]


def test_an_aborted_run_is_last_and_has_no_rank() -> None:
    board = build(contest(), [run("ana", "A 5 AC", aborted=True, ended_s=600.0), run("bo")])
    assert ranks(board) == [(1, "bo"), (None, "ana")]


def test_several_can_be_first_at_the_same_time() -> None:
    board = build(contest(), [run("ana", "A 5 AC"), run("bo", "A 5 AC"), run("cleo", "A 5.01 AC")])
    assert [cell(board, name, "A")[3] for name in ("ana", "bo", "cleo")] == [True, True, False]


def test_nobody_is_first_while_an_earlier_attempt_is_pending() -> None:
    """Contest API, "Known awards", first-to-solve: no unjudged submission made earlier remains."""
    waiting = [run("ana", "A 5 AC"), run("bo", "A 4 ?", "A 9 AC")]
    assert not cell(build(contest(), waiting), "ana", "A")[3]
    judged = [waiting[0], run("bo", "A 4 WA", "A 9 AC")]
    assert cell(build(contest(), judged), "ana", "A")[3]


@settings(deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_files_does_not_matter(order: list[int]) -> None:
    runs = [run(name, f"A {minute} AC") for name, minute in zip("abcdef", (5, 5, 9, 9, 9, 2), strict=True)]
    assert build(contest(), [runs[at] for at in order]) == build(contest(), runs)


# the freeze -----------------------------------------------------------------------------------------------------------

FATES = ["AC", "WA", "CE", "JE", "TLE", "?"]


@pytest.mark.parametrize("second", FATES)
@pytest.mark.parametrize("first", FATES)
def test_attempts_in_the_freeze_are_pending_whatever_their_verdict(first: str, second: str) -> None:
    """DOMjudge 582: a compile error, or what follows an accepted attempt, must count among the tries that are pending."""
    board = build(FROZEN, [run("x", "A 100 WA", f"A 250 {first}", f"A 260 {second}", of=FROZEN)])
    assert board == build(FROZEN, [run("x", "A 100 WA", "A 250 ?", "A 260 ?", of=FROZEN)])
    assert cell(board, "x", "A") == (False, 1, 2, False)


@st.composite
def contested(draw: st.DrawFn) -> list[Run]:
    """Runs with attempts on both sides of the freeze."""
    runs = []
    for name in "vwxyz"[: draw(st.integers(1, 5))]:
        attempts = []
        for number in range(1, draw(st.integers(0, 6)) + 1):
            made = attempt(number, f"{draw(st.sampled_from('ABC'))} {draw(st.integers(180, 310))} ?")
            attempts.append(replace(made, verdict=draw(st.sampled_from([None, *Verdict])), sha256=f"{number}"))
        ended = draw(st.sampled_from([None, 200 * 60.0, 280 * 60.0, 300 * 60.0]))
        runs.append(replace(run(name, of=FROZEN), attempts=tuple(attempts), ended_s=ended))
    return runs


def other_fate(one: Run, verdict: Verdict | None) -> Run:
    """The same run, had every attempt in the freeze ended otherwise."""
    groups = (GroupResult("hidden", 1, 2),)
    return replace(
        one,
        attempts=tuple(
            replace(made, verdict=verdict, groups=groups, sha256="other", seed=7) if made.at_s >= 240 * 60 else made
            for made in one.attempts
        ),
    )


@settings(deadline=None)
@given(contested(), st.sampled_from([None, *Verdict]))
def test_a_frozen_board_is_the_same_whatever_the_hidden_verdicts(runs: list[Run], verdict: Verdict | None) -> None:
    """DOMjudge 582, 644 and 666 at once: not a count, not a first, not a time, not a rank, not a byte differs."""
    assert build(FROZEN, runs) == build(FROZEN, [other_fate(one, verdict) for one in runs])


def test_a_frozen_board_does_not_show_who_was_first_in_the_freeze() -> None:
    """DOMjudge 644 and 666: whoever solved a problem first after the freeze was given away, once as "0 min"."""
    runs = [run("ana", "A 250 AC", of=FROZEN), run("bo", "A 255 WA", of=FROZEN)]
    board = build(FROZEN, runs)
    assert cell(board, "ana", "A") == cell(board, "bo", "A") == (False, 0, 1, False)
    assert all(task.solved_s is None for row in board.rows for task in row.score.tasks)


def test_an_unfrozen_board_hides_nothing() -> None:
    """DOMjudge 3629: verdicts of the frozen time stayed pending on the board after it was unfrozen."""
    runs = [run("ana", "A 250 AC", "B 251 CE", of=FROZEN), run("bo", "A 255 WA", of=FROZEN)]
    board = build(FROZEN, runs, frozen=False)
    assert cell(board, "ana", "A") == (True, 0, 0, True)
    verdicts = [made.verdict for row in board.rows for made in row.run.attempts]
    assert None not in verdicts
    assert not any(task.pending for row in board.rows for task in row.score.tasks)


def test_the_freeze_includes_its_first_second() -> None:
    board = build(FROZEN, [run("ana", "A 239.99 AC", "B 240 AC", of=FROZEN)])
    assert [cell(board, "ana", label)[:3] for label in "AB"] == [(True, 0, 0), (False, 0, 1)]


def test_extra_time_is_part_of_the_freeze() -> None:
    board = build(FROZEN, [run("ana", "A 305 AC", of=FROZEN, extra_minutes=10)])
    assert cell(board, "ana", "A") == (False, 0, 1, False)


def test_a_board_at_a_time_before_the_freeze_is_not_frozen() -> None:
    board = build(FROZEN, [run("ana", "A 200 AC", "B 250 AC", of=FROZEN)], at_s=210 * 60.0)
    assert (board.frozen, cell(board, "ana", "A")[0], cell(board, "ana", "B")) == (False, True, (False, 0, 0, False))


def test_a_frozen_board_does_not_show_a_finish_in_the_freeze() -> None:
    board = build(FROZEN, [run("ana", "A 250 AC", of=FROZEN, ended_s=251 * 60.0)])
    assert board.rows[0].run.ended_s is None


# a time, and ghosts ---------------------------------------------------------------------------------------------------


def test_a_board_at_a_time_does_not_show_what_came_later() -> None:
    of = contest("interview", hint_cost=0.1)
    whole = run(
        "ana", "A 10 AC", "B 20 AC", of=of, ended_s=1500.0, aborted=True,
        hints=(HintTaken("b", 1, 900.0),), pauses=(Pause(1000.0, 60.0),),
    )  # fmt: skip
    then = run("ana", "A 10 AC", of=of)
    assert build(of, [whole], at_s=840.0).rows == build(of, [then], at_s=840.0).rows


def test_a_board_at_a_time_includes_what_happened_at_that_time() -> None:
    assert build(contest(), [run("ana", "A 10 AC")], at_s=600.0).rows[0].score.solved == 1


def test_a_ghost_shows_what_it_had_done_by_the_same_time() -> None:
    ghost = run("ana, in May", "A 10 AC", "B 20 AC", started_at="2026-05-17T10:00:00Z")
    today = run("ana", "A 12 AC")
    over_time = [ranks(build(contest(), [today], ghosts=[ghost], at_s=60.0 * minute)) for minute in (9, 11, 13, 21)]
    assert [{name: rank for rank, name in one}["ana"] for one in over_time] == [1, 2, 2, 2]
    rows = build(contest(), [today], ghosts=[ghost], at_s=60.0 * 13).rows
    assert [(row.ghost, row.score.solved) for row in rows] == [(True, 1), (False, 1)]


# the reveal -----------------------------------------------------------------------------------------------------------


def steps_of(runs: list[Run]) -> list[tuple[str, str, bool, int, int]]:
    steps = unfreeze(FROZEN, runs).steps
    return [(step.row.run.participant, step.task.label, step.task.solved, step.before, step.after) for step in steps]


def test_the_lowest_row_reveals_its_first_problem_until_nothing_is_hidden() -> None:
    """The order of the ICPC's resolver: whoever climbs leaves the turn to the row that is then the lowest."""
    runs = [
        run("ana", "A 10 AC", "B 20 AC", "C 250 WA", of=FROZEN),
        run("bo", "A 30 AC", "B 245 WA", "C 250 AC", of=FROZEN),
        run("cleo", "B 241 AC", "A 260 AC", of=FROZEN),
        run("dan", of=FROZEN),
    ]
    assert steps_of(runs) == [
        ("cleo", "A", True, 2, 2),  # solves one as bo has, but much later
        ("cleo", "B", True, 2, 1),
        ("bo", "B", False, 2, 2),
        ("bo", "C", True, 2, 1),
        ("ana", "C", False, 0, 0),
    ]


def test_the_rows_that_a_climbing_row_passed_come_next() -> None:
    runs = [run("ana", "A 10 AC", "B 250 WA", of=FROZEN), run("bo", "A 241 AC", "B 242 AC", of=FROZEN)]
    assert steps_of(runs) == [("bo", "A", True, 1, 1), ("bo", "B", True, 1, 0), ("ana", "B", False, 1, 1)]


@settings(deadline=None)
@given(contested())
def test_a_reveal_ends_with_the_board_without_a_freeze(runs: list[Run]) -> None:
    got = unfreeze(FROZEN, runs)
    assert got.start == build(FROZEN, runs)
    assert got.final == build(FROZEN, runs, frozen=False)
    boards = [got.start, *(step.board for step in got.steps)]

    def seen(row: Row) -> object:
        return (row.rank, row.run.participant, row.score)

    assert list(map(seen, boards[-1].rows)) == list(map(seen, got.final.rows))


@settings(deadline=None)
@given(contested())
def test_each_step_reveals_one_problem_of_one_row_and_never_lowers_it(runs: list[Run]) -> None:
    got = unfreeze(FROZEN, runs)
    board = got.start
    for step in got.steps:
        assert step.after <= step.before
        assert sorted(step.came_from) == list(range(len(board.rows)))
        for at, row in enumerate(step.board.rows):
            was = board.rows[step.came_from[at]]
            assert was.run.participant == row.run.participant
            changed = [
                now.label
                for now, then in zip(row.score.tasks, was.score.tasks, strict=True)
                if replace(now, first=False) != replace(then, first=False)
            ]
            assert changed == ([step.task.label] if at == step.after else [])
        board = step.board


@settings(deadline=None)
@given(contested())
def test_who_was_first_shows_only_when_no_earlier_attempt_is_hidden(runs: list[Run]) -> None:
    got = unfreeze(FROZEN, runs)
    at_the_end = {(row.run.participant, task.label) for row in got.final.rows for task in row.score.tasks if task.first}
    for step in got.steps:
        now = {(row.run.participant, task.label) for row in step.board.rows for task in row.score.tasks if task.first}
        assert now <= at_the_end


def test_without_a_freeze_nothing_is_revealed() -> None:
    got = unfreeze(contest(), [run("ana", "A 290 AC")])
    assert (got.steps, got.start) == ((), got.final)


# which runs -----------------------------------------------------------------------------------------------------------


def left_out(*runs: Run, name: str | None = None) -> list[tuple[str, LeftOutReason, str]]:
    return [(one.run.id, one.reason, one.detail) for one in select_entries(runs, name).left_out]


def test_the_most_played_version_counts_and_others_are_left_out_with_what_differs() -> None:
    shorter = contest(minutes=45)
    runs = [run("ana"), run("bo"), run("cleo", of=shorter)]
    assert select_entries(runs).contest == contest()
    assert left_out(*runs) == [("run-of-cleo", LeftOutReason.OTHER_VERSION, "minutes 45, not 300")]


def test_another_title_is_not_another_version() -> None:
    assert left_out(run("ana"), run("bo", of=replace(contest(), title="Sunday!"))) == []


def test_other_points_or_problems_are_another_version() -> None:
    assert left_out(run("ana"), run("bo"), run("cleo", of=contest(points=50)))[0][2] == "problems"


def test_of_two_runs_of_one_person_the_first_counts() -> None:
    again = run("ana", "A 1 AC", id="again", started_at="2026-05-17T12:30:00+02:00")
    assert [one.id for one in select_entries([again, run("ana")]).runs] == ["run-of-ana"]
    assert left_out(again, run("ana")) == [("again", LeftOutReason.FURTHER_RUN, "")]


def test_two_runs_with_one_id_and_different_starts_are_two_runs() -> None:
    elsewhere = run("ana", "A 1 AC", started_at="2026-06-01T10:00:00Z")
    assert left_out(run("ana"), elsewhere) == [("run-of-ana", LeftOutReason.FURTHER_RUN, "")]


def test_a_ghost_of_the_same_person_is_revealed_separately() -> None:
    today, ghost = (
        run("ana", "A 250 AC", of=FROZEN),
        run("ana", "A 245 WA", of=FROZEN, started_at="2026-01-01T10:00:00Z"),
    )
    got = unfreeze(FROZEN, [today], ghosts=[ghost])
    assert {(step.row.ghost, step.task.solved) for step in got.steps} == {(False, True), (True, False)}


def test_after_an_aborted_run_the_next_run_of_that_person_counts() -> None:
    aborted = run("ana", id="aborted", started_at="2026-05-17T08:00:00Z", aborted=True)
    assert [one.id for one in select_entries([run("ana"), aborted]).runs] == ["run-of-ana"]


def test_the_later_of_two_exports_of_one_run_counts_and_copies_are_ignored() -> None:
    early, late = run("ana", "A 5 AC"), run("ana", "A 5 AC", "B 9 AC", ended_s=18000.0)
    assert select_entries([late, early, late]).runs == (late,)
    assert left_out(late, early, late) == [("run-of-ana", LeftOutReason.OLDER_EXPORT, "")]


def test_an_edited_export_does_not_replace_one_that_is_intact() -> None:
    honest, edited = run("ana", "A 5 WA"), run("ana", "A 5 AC", "B 6 AC", intact=False)
    assert select_entries([edited, honest]).runs == (honest,)


def test_a_run_with_a_broken_chain_stays_on_the_board_and_is_marked() -> None:
    board = build(contest(), select_entries([run("ana", "A 5 AC", intact=False), run("bo")]).runs)
    assert [(row.rank, row.run.intact) for row in board.rows] == [(1, False), (2, True)]


def test_runs_of_several_contests_need_a_name() -> None:
    monday = replace(contest(), name="monday")
    runs = [run("ana"), run("bo", of=monday)]
    with pytest.raises(UsageError, match="2 contests: monday, sunday") as error:
        select_entries(runs)
    assert error.value.hint == "Choose one: --contest monday"
    assert [one.participant for one in select_entries(runs, "monday").runs] == ["bo"]


def test_a_contest_without_runs_is_an_error() -> None:
    with pytest.raises(UsageError, match="no run of the contest tuesday"):
        select_entries([run("ana")], "tuesday")


def test_no_runs_at_all_is_an_error() -> None:
    with pytest.raises(UsageError, match="no run to show"):
        select_entries([])


def test_a_hundred_runs_are_revealed_one_problem_at_a_time() -> None:
    big: Contest = contest(problems=10, freeze_minutes=60)
    noon = datetime(2026, 5, 17, 12, tzinfo=UTC)
    runs = [
        run(
            f"p{number:03}",
            *(
                f"{LABELS[at]} {100 + 7 * ((number * at) % 27)} {'AC' if (number + at) % 3 else 'WA'}"
                for at in range(10)
            ),
            of=big,
            started_at=(noon + timedelta(minutes=number)).isoformat(),
        )
        for number in range(100)
    ]
    got = unfreeze(big, runs)
    assert len(got.steps) == sum(task.pending > 0 for row in got.start.rows for task in row.score.tasks) > 100
