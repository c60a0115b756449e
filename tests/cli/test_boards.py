"""judge contest board and export, from files to what is shown and written."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pexpect
import pytest
from clocked import Clock
from small_problems import Judge

from judge.contest import log
from judge.contest.clock import Reading
from judge.contest.events import Ended, Event, Judged, Reason, Received, Started
from judge.contest.model import Contest, GroupResult, Rule, Task
from judge.verdict import Verdict

SUNDAY = Contest("sunday", "Sunday", (Task("A", "addition"), Task("B", "add_hard")), 60, Rule.ICPC, freeze_minutes=20)
SOURCE = b"def add(a, b):\n    return a + b\n"


def play(
    path: Path, who: str, *attempts: str, contest: Contest = SUNDAY, day: int = 0, end: Reason | None = Reason.FINISHED
) -> Path:
    """A log of attempts such as `A 12 AC` (contest minutes), finished after the whole time."""

    def at(minute: float) -> Reading:
        return Reading(1_779_000_000.0 + 86_400 * day + 60 * minute, 5000.0 + 60 * minute, "boot")

    def add(event: Event, minute: float, source: bytes = b"") -> None:
        log.append(path, at(minute), lambda _log, _at_s: event, source)

    log.create(path, Started(f"{contest.name}-1", contest, who), at(0))
    problems = {task.label: task.problem for task in contest.tasks}
    for number, line in enumerate(attempts, 1):
        label, minute, verdict = line.split()
        add(Received(number, problems[label], sha256(SOURCE).hexdigest(), 7), float(minute), SOURCE)
        add(Judged(number, Verdict(verdict), (GroupResult("hidden", 3, 4),)), float(minute) + 0.1)
    if end is not None:
        add(Ended(3600.0, end), 60)
    return path


@pytest.fixture
def results(folder: Path) -> Path:
    """Results of three people, in a folder."""
    play(folder / "results" / "ann.jsonl", "ann", "A 10 WA", "A 12 AC", "B 50 AC")
    play(folder / "results" / "bo.jsonl", "bo", "A 5 AC", "B 45 WA")
    play(folder / "results" / "cleo.jsonl", "cleo", day=3)
    return folder / "results"


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


def test_unfreezing_into_a_pipe_tells_every_step_and_the_end(judge: Judge, results: Path) -> None:
    ran = judge("contest", "board", "results", "--unfreeze")
    assert "  1. ann, B: accepted, up 1 place to rank 1\n  2. bo, B: not accepted\n" in ran.out
    assert [row[1] for row in rows(ran.out)] == ["ann", "bo", "cleo"]


def test_a_board_of_a_moment_shows_what_had_happened(judge: Judge, results: Path) -> None:
    assert rows(judge("contest", "board", "results", "--at", "8").out)[0][1:3] == ["bo", "1"]
    unfrozen = rows(judge("contest", "board", "results", "--at", "46", "--unfreeze").out)
    assert unfrozen[0][1:] == ["bo", "1", "5", "5*", "-1"]


def test_the_page_goes_into_the_file_whose_name_says_so(judge: Judge, results: Path) -> None:
    ran = judge("contest", "board", "results", "--unfreeze", "--output", "board.html")
    assert (ran.code, ran.out, ran.err) == (0, "", "Written: board.html\n")
    assert Path("board.html").read_text(encoding="utf-8").count('class="scene"') == 3


def test_json_is_one_object(judge: Judge, results: Path) -> None:
    ran = judge("contest", "board", "results", "--format", "json")
    assert json.loads(ran.out)["schema"] == "judge.board/1"


def test_what_is_no_result_is_named_and_the_others_are_shown(judge: Judge, results: Path) -> None:
    (results / "notes.jsonl").write_text("hello\n", encoding="utf-8")
    ran = judge("contest", "board", "results")
    assert (ran.code, len(rows(ran.out))) == (0, 3)
    assert "Left out: results/notes.jsonl is no contest result" in ran.err


def test_a_file_that_is_named_and_is_no_result_is_an_error(judge: Judge, results: Path) -> None:
    (results / "notes.jsonl").write_text("hello\n", encoding="utf-8")
    ran = judge("contest", "board", "results/ann.jsonl", "results/notes.jsonl")
    assert (ran.code, ran.out) == (2, "")
    assert "results/notes.jsonl is no contest result" in ran.err


def test_an_edited_result_is_marked(judge: Judge, results: Path) -> None:
    file = results / "bo.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace('"verdict":"WA"', '"verdict":"AC"'), encoding="utf-8")
    ran = judge("contest", "board", "results", "--unfreeze")
    assert ["1", "bo", "(!)", "2", "50", "5*", "45*"] in rows(ran.out)
    assert "The file of bo is not as it was written: event 5 was changed" in " ".join(ran.out.split())


def test_another_version_of_the_contest_is_left_out_and_named(judge: Judge, results: Path) -> None:
    play(results / "dan.jsonl", "dan", "A 1 AC", contest=replace(SUNDAY, minutes=90))
    ran = judge("contest", "board", "results")
    assert [row[1] for row in rows(ran.out)] == ["bo", "ann", "cleo"]
    assert "a run of dan, of another version of the contest (minutes 90, not 60)" in " ".join(ran.out.split())


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
    assert "there is no run to show" in ran.err


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
    assert "a further run of ann, of 2026-06-16" in judge("contest", "board", "results").out
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
    assert "sources of any run are closed until its end" in ran.err
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
    screen.expect("Any key reveals 1 of 2")
    screen.send(" ")
    screen.expect("ann, B: accepted, up 1 place to rank 1")
    screen.expect("Any key reveals 2 of 2")
    screen.send(" ")
    screen.expect("The final board")
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 0


# export ---------------------------------------------------------------------------------------------------------------


def test_an_exported_run_is_read_by_the_board(judge: Judge, folder: Path) -> None:
    play(folder / "home" / "contests" / "sunday-1.jsonl", "ann / the first", "A 10 AC")
    ran = judge("contest", "export")
    assert (ran.code, ran.err) == (0, "Written: sunday-1-ann_the_first.jsonl\n")
    assert b"def add" not in Path("sunday-1-ann_the_first.jsonl").read_bytes()
    assert [row[1] for row in rows(judge("contest", "board", "sunday-1-ann_the_first.jsonl").out)] == ["ann"]


def test_an_exported_run_has_its_sources_where_that_is_asked_for(judge: Judge, folder: Path) -> None:
    play(folder / "home" / "contests" / "sunday-1.jsonl", "ann", "A 10 AC")
    judge("contest", "export", "1", "--sources", "--output", "mine.jsonl")
    assert log.sources(Path("mine.jsonl")) == {1: SOURCE}
    assert log.read(Path("mine.jsonl")).intact


def test_an_export_to_standard_output_is_the_file(judge: Judge, folder: Path) -> None:
    path = play(folder / "home" / "contests" / "sunday-1.jsonl", "ann", "A 10 AC")
    assert judge("contest", "export", "--output", "-").out.encode() == log.exported(path, with_sources=False)


def test_a_contest_package_is_a_folder(judge: Judge, results: Path) -> None:
    ran = judge("contest", "export", "results", "--format", "clics", "--clics", "2023-06")
    assert (ran.code, ran.out) == (0, "")
    assert "Written: sunday-clics-2023-06, 12 files" in ran.err
    board = json.loads(Path("sunday-clics-2023-06/scoreboard.json").read_text(encoding="utf-8"))
    assert [row["score"].get("total_time") for row in board["rows"]] == [12 + 20 + 50, 5, 0]
    problems = json.loads(Path("sunday-clics-2023-06/problems.json").read_text(encoding="utf-8"))
    assert [(one["name"], one["time_limit"]) for one in problems] == [("Addition", 1.0), ("Hard sums", 1.0)]


def test_a_contest_package_may_be_an_archive_with_sources(judge: Judge, results: Path) -> None:
    judge("contest", "export", "results", "--format", "clics", "--sources", "--output", "sunday.zip")
    with zipfile.ZipFile("sunday.zip") as archive:
        names = archive.namelist()
        assert json.loads(archive.read("sunday/contest.json"))["penalty_time"] == "0:20:00"
    assert {name for name in names if name.endswith("files.zip")} == {
        f"sunday/submissions/{number}/files.zip" for number in range(1, 6)
    }


def test_a_package_does_not_go_into_a_folder_that_holds_something(judge: Judge, results: Path) -> None:
    ran = judge("contest", "export", "results", "--format", "clics", "--output", "results")
    assert ran.code == 2
    assert "results is there already and not empty" in ran.err


def test_several_runs_are_exported_as_clics_only(judge: Judge, results: Path) -> None:
    ran = judge("contest", "export", "results/ann.jsonl", "results/bo.jsonl")
    assert (ran.code, ran.err.splitlines()[-1]) == (2, "Type: judge contest export results/ann.jsonl")


def test_times_that_are_not_of_this_world_are_told(judge: Judge, folder: Path) -> None:
    play(folder / "x.jsonl", "ann", "A 10 AC", contest=replace(SUNDAY, minutes=1 << 50))
    file = folder / "x.jsonl"
    lines = file.read_text(encoding="utf-8").replace('"at_s":600.0', f'"at_s":{1 << 52}')
    file.write_text(lines.replace('"ended_s":3600.0', f'"ended_s":{1 << 52}'), encoding="utf-8")
    ran = judge("contest", "export", "x.jsonl", "--format", "clics")
    assert ran.code == 2
    assert "not of this world" in ran.err
    assert judge("contest", "board", "x.jsonl").code == 0


def test_where_nothing_was_played_there_is_nothing_to_export(judge: Judge, folder: Path) -> None:
    ran = judge("contest", "export")
    assert ran.code == 2
    assert "no contest was played yet" in ran.err
