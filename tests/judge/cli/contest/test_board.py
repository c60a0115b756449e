"""`judge contest board`, from files to what is shown and written."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest

from tests.support.clocked import Clock
from tests.support.contest_results import SUNDAY, play, rejudge
from tests.support.small_problems import Judge


def rows(out: str) -> list[list[str]]:
    lines = [line.split() for line in out.splitlines()]
    start = next(at for at, line in enumerate(lines) if line[:2] == ["#", "name"])
    return lines[start + 1 : lines.index([], start)]


def test_a_folder_of_results_is_a_board_with_its_freeze(judge: Judge, results: Path) -> None:
    ran = judge("contest", "board", "results")
    assert (ran.code, ran.err) == (0, "")
    assert "frozen with 20 minutes remaining" in ran.out
    assert rows(ran.out) == [
        ["1", "bo", "1", "5", "5*", "?1"],
        ["2", "ann", "1", "32", "12", "+1", "?1"],
        ["3", "cleo", "0", "0", "·", "·"],
    ]


def test_files_may_be_named_one_by_one(judge: Judge, results: Path) -> None:
    ran = judge("contest", "board", "results/ann.jsonl", "results/cleo.jsonl")
    assert [row[1] for row in rows(ran.out)] == ["ann", "cleo"]


def test_unfreezing_into_a_pipe_shows_every_step_and_the_final_board(judge: Judge, results: Path) -> None:
    ran = judge("contest", "board", "results", "--unfreeze")
    assert "  1. ann, B: accepted, up 1 place to rank 1\n  2. bo, B: not accepted\n" in ran.out
    assert [row[1] for row in rows(ran.out)] == ["ann", "bo", "cleo"]


def test_a_board_of_a_moment_shows_what_had_happened(judge: Judge, results: Path) -> None:
    assert rows(judge("contest", "board", "results", "--at", "8").out)[0][1:3] == ["bo", "1"]
    unfrozen = rows(judge("contest", "board", "results", "--at", "46", "--unfreeze").out)
    assert unfrozen[0][1:] == ["bo", "1", "5", "5*", "-1"]


def test_the_page_goes_into_the_file_whose_name_says_so(judge: Judge, results: Path) -> None:
    ran = judge("contest", "board", "results", "--unfreeze", "--output", "board.html")
    assert (ran.code, ran.out, ran.err) == (0, "", "Wrote board.html\n")
    assert Path("board.html").read_text(encoding="utf-8").count('class="scene"') == 3


def test_json_is_one_object(judge: Judge, results: Path) -> None:
    ran = judge("contest", "board", "results", "--format", "json")
    assert json.loads(ran.out)["schema"] == "judge.board/1"


def test_what_is_no_result_is_named_and_the_others_are_shown(judge: Judge, results: Path) -> None:
    (results / "notes.jsonl").write_text("hello\n", encoding="utf-8")
    ran = judge("contest", "board", "results")
    assert (ran.code, len(rows(ran.out))) == (0, 3)
    assert "Left out: results/notes.jsonl is not a contest run" in ran.err


def test_a_file_that_is_named_and_is_no_result_is_an_error(judge: Judge, results: Path) -> None:
    (results / "notes.jsonl").write_text("hello\n", encoding="utf-8")
    ran = judge("contest", "board", "results/ann.jsonl", "results/notes.jsonl")
    assert (ran.code, ran.out) == (2, "")
    assert "results/notes.jsonl is not a contest run" in ran.err


def test_an_edited_result_is_marked(judge: Judge, results: Path) -> None:
    file = results / "bo.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace('"verdict":"WA"', '"verdict":"AC"'), encoding="utf-8")
    ran = judge("contest", "board", "results", "--unfreeze")
    assert ["1", "bo", "(!)", "2", "50", "5*", "45*"] in rows(ran.out)
    assert "The file of bo was changed: event 5 was changed" in " ".join(ran.out.split())


def test_another_version_of_the_contest_is_left_out_and_named(judge: Judge, results: Path) -> None:
    play(results / "dan.jsonl", "dan", "A 1 AC", contest=replace(SUNDAY, minutes=90))
    ran = judge("contest", "board", "results")
    assert [row[1] for row in rows(ran.out)] == ["bo", "ann", "cleo"]
    assert "a run by dan in another version of the contest (minutes 90, not 60)" in " ".join(ran.out.split())


def test_results_of_several_contests_need_a_name(judge: Judge, results: Path) -> None:
    play(results / "dan.jsonl", "dan", contest=replace(SUNDAY, name="monday"))
    ran = judge("contest", "board", "results")
    assert (ran.code, ran.out) == (2, "")
    assert "2 contests: monday, sunday" in ran.err
    assert [row[1] for row in rows(judge("contest", "board", "results", "--contest", "monday").out)] == ["dan"]


def test_an_empty_folder_is_told(judge: Judge, folder: Path) -> None:
    (folder / "empty").mkdir()
    ran = judge("contest", "board", "empty")
    assert (ran.code, ran.out) == (2, "")
    assert "no run to show" in ran.err


def test_a_file_that_is_not_there_is_told(judge: Judge, folder: Path) -> None:
    ran = judge("contest", "board", "results/nobody.jsonl")
    assert ran.code == 2
    assert "results/nobody.jsonl cannot be opened" in ran.err


def test_without_a_file_it_is_the_board_of_the_last_contest(judge: Judge, folder: Path) -> None:
    runs = folder / "home" / "contests"
    play(runs / "sunday-1.jsonl", "ann", "A 10 AC")
    play(runs / "sunday-2.jsonl", "bo", "A 9 AC")
    assert [row[1] for row in rows(judge("contest", "board").out)] == ["bo", "ann"]


def test_a_further_run_of_a_person_may_stand_there_as_a_ghost(judge: Judge, results: Path) -> None:
    play(results / "again.jsonl", "ann", "A 1 AC", day=30)
    assert "another run by ann, of 2026-06-16" in judge("contest", "board", "results").out
    again = json.loads(judge("contest", "board", "results", "--ghosts", "--format", "json").out)
    assert [(row["participant"], row["ghost"]) for row in again["rows"]][:2] == [("ann", True), ("bo", False)]


@pytest.fixture
def racing(judge: Judge, folder: Path, clock: Clock) -> Clock:
    """A contest that runs, against the ghost of a run of one's own, with a friend's run imported."""
    monday = replace(SUNDAY, name="monday", freeze_minutes=0)
    own = play(folder / "home" / "contests" / "monday-1.jsonl", "ann", "A 10 AC", "B 30 AC", contest=monday)
    friend = play(folder / "friend.jsonl", "bo", "A 20 AC", contest=monday)
    made = ("--problems", "addition,add_hard", "--minutes", "60", "--scoring", "icpc")
    assert judge("contest", "new", "monday", *made).code == 0
    assert judge("contest", "start", "monday", "--ghost", str(own), "--as", "ann").code == 0
    assert judge("contest", "import", str(friend)).code == 0
    return clock


def test_a_ghost_and_a_friend_appear_on_the_board_when_the_same_time_has_passed(judge: Judge, racing: Clock) -> None:
    told = []
    for _ in range(3):
        racing.pass_s(11 * 60)
        out = json.loads(judge("contest", "board", "--format", "json").out)
        told.append([(row["participant"], row["ghost"], row["solved"]) for row in out["rows"]])
    assert told == [
        [("ann", True, 1), ("ann", False, 0), ("bo", False, 0)],
        [("ann", True, 1), ("bo", False, 1), ("ann", False, 0)],
        [("ann", True, 2), ("bo", False, 1), ("ann", False, 0)],
    ]


def test_while_a_contest_runs_no_export_tells_a_source(judge: Judge, racing: Clock) -> None:
    ran = judge("contest", "export", "1", "--sources", "--output", "-")
    assert (ran.code, ran.out) == (2, "")
    assert "--sources is not available while a contest is running" in ran.err
    racing.pass_s(3700)
    assert "def add" in judge("contest", "export", "1", "--sources", "--output", "-").out


def test_a_person_at_a_terminal_reveals_with_any_key(results: Path) -> None:
    screen = pexpect.spawn(
        sys.executable,
        ["-m", "judge", "contest", "board", "results", "--unfreeze"],
        env={**os.environ, "TERM": "xterm", "NO_COLOR": "1"},
        dimensions=(40, 100),
        encoding="utf-8",
        timeout=30,
    )
    screen.expect("frozen with 20 minutes")
    screen.expect("Press any key to reveal 1 of 2")
    screen.send(" ")
    screen.expect("ann, B: accepted, up 1 place to rank 1")
    screen.expect("Press any key to reveal 2 of 2")
    screen.send(" ")
    screen.expect("Final scoreboard")
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 0


def test_an_exported_run_is_read_by_the_board(judge: Judge, folder: Path) -> None:
    play(folder / "home" / "contests" / "sunday-1.jsonl", "ann / the first", "A 10 AC")
    ran = judge("contest", "export")
    assert (ran.code, ran.err) == (0, "Wrote sunday-1-ann_the_first.jsonl\n")
    assert b"def add" not in Path("sunday-1-ann_the_first.jsonl").read_bytes()
    assert [row[1] for row in rows(judge("contest", "board", "sunday-1-ann_the_first.jsonl").out)] == ["ann"]


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_the_export_after_a_rejudge_counts_whatever_the_files_are_called(
    judge: Judge, folder: Path, names: tuple[str, str]
) -> None:
    """The rejudge adds no attempt and no verdict where there was none."""
    before = play(folder / "results" / f"{names[0]}.jsonl", "ann", "A 4 WA", "A 10 AC", "B 12 AC")
    after = before.with_name(f"{names[1]}.jsonl")
    after.write_bytes(before.read_bytes())
    rejudge(after, "AC")
    ran = judge("contest", "board", "results", "--unfreeze")
    assert rows(ran.out) == [["1", "ann", "2", "16", "4*", "12*"]]
    assert "an earlier or damaged copy of a run by ann" in ran.out + ran.err


def test_a_participant_is_the_same_in_every_form_of_the_name(judge: Judge, folder: Path) -> None:
    for number, name in enumerate(("jose\u0301", "jos\u00e9")):
        play(folder / "results" / f"{number}.jsonl", name, "A 10 AC", day=number)
    ran = judge("contest", "board", "results", "--unfreeze")
    assert [row[1] for row in rows(ran.out)] == ["jos\u00e9"]


def test_participants_that_look_alike_bring_a_warning(judge: Judge, folder: Path) -> None:
    for number, name in enumerate(("ann", "\u0430nn")):
        play(folder / "results" / f"{number}.jsonl", name, "A 10 AC", day=number)
    ran = judge("contest", "board", "results")
    assert "participants: ann and \u0430nn look alike: are they one person?" in ran.err
    assert "participants: \u0430nn mixes Latin and Cyrillic letters" in ran.err
