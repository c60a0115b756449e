"""Contests of earlier versions: runs by every rule, over, under way and paused; exported ones; files of contests."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NUMBERS = re.compile(r"\d+(?:[:.]\d+)*")


def row_facts(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `judge.board/1` in whole minutes."""
    return {
        "participant": row["participant"],
        "solved": row["solved"],
        "points": pytest.approx(row["points"]),
        "penalty_minutes": row["penalty_s"] // 60,
        "problems": {
            task["label"]: {
                "points": pytest.approx(task["points"]),
                "solved_minute": None if task["solved_s"] is None else task["solved_s"] // 60,
                "wrong": task["wrong"],
            }
            for task in row["problems"]
        },
    }


def check_run(board: dict[str, Any], expected: dict[str, Any]) -> None:
    """The board of one run says what it brought, and that nobody has edited it."""
    (row,) = (row for row in board["rows"] if not row["ghost"])
    assert board["contest"]["rule"] == expected["rule"]
    assert row["intact"] is True
    assert row["aborted"] is False
    assert row_facts(row) == {key: value for key, value in expected.items() if key != "rule"}


def board_of(judge: Any, *arguments: str | Path) -> dict[str, Any]:
    board: dict[str, Any] = judge("contest", "board", *arguments, "--format", "json").json
    return board


def lines_of(log: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


def test_each_rule_scores_its_run_as_before(judge, facts) -> None:
    assert {run["rule"] for run in facts["runs"].values()} == {"interview", "icpc", "leetcode", "ioi"}
    for number, expected in facts["runs"].items():
        check_run(board_of(judge, number, "--unfreeze"), expected)


def test_a_run_that_was_given_up_is_kept_unscored(judge) -> None:
    (row,) = board_of(judge, "4")["rows"]
    assert (row["aborted"], row["rank"], row["intact"]) == (True, None, True)


def test_a_board_of_several_people_freezes_and_unfreezes(judge, facts) -> None:
    for state, options in {"frozen": (), "final": ("--unfreeze",)}.items():
        board = board_of(judge, "5", "6", "7", *options)
        found = [
            [
                row["participant"],
                row["solved"],
                row["penalty_s"] // 60,
                "".join(task["label"] for task in row["problems"] if task["pending"]),
            ]
            for row in board["rows"]
        ]
        assert found == facts["board"][state]
        assert board["frozen"] is (state == "frozen")


def test_a_board_as_it_stood_in_between(judge) -> None:
    rows = {row["participant"]: row["solved"] for row in board_of(judge, "5", "6", "7", "--at", "40")["rows"]}
    assert rows == {"Ann": 1, "Ben": 1, "陈": 0}


def test_reports_and_the_list_show_what_each_problem_brought(judge, facts) -> None:
    for number in ("1", "2", "3", "5"):
        report = judge("contest", "report", number).out
        for label, task in facts["runs"][number]["problems"].items():
            (line,) = (line for line in report.splitlines() if re.match(rf" *{label} +\w+ .*\d/\d", line))
            assert f"{task['points']:.5g}" in NUMBERS.findall(line), line
    listed = judge("contest", "list").out
    for number, name in enumerate(("rehearsal", "points", "week", "given_up", "sunday", "sunday", "sunday"), 1):
        assert re.search(rf"^ *{number} +{name} ", listed, re.MULTILINE), listed


def test_a_report_has_hints_pauses_extra_time_and_upsolving(judge, tmp_path: Path) -> None:
    report = judge("contest", "report", "1").out
    (line,) = (line for line in report.splitlines() if re.match(r" *B +largest .*\d/\d", line))
    assert NUMBERS.findall(line)[-1] == "1"  # one hint
    assert re.search(r"\b5 min", report)  # of extra time
    assert re.search(r"\b6 min", report)  # of a pause
    assert "1:05:00" in report
    page = tmp_path / "report.html"
    judge("contest", "report", "1", "--output", page)
    assert "彩排" in page.read_text(encoding="utf-8")


def test_attempts_are_judged_again_from_their_sources_and_seeds(judge, facts) -> None:
    judge("contest", "rejudge", "5", "--apply")
    check_run(board_of(judge, "5", "--unfreeze"), facts["runs"]["5"])
    exported = lines_of(judge("contest", "export", "5", "--output", "-").out)
    assert not any(line["event"] == "judged" and line["rejudged"] for line in exported)


def test_what_was_rejudged_keeps_both_verdicts(judge) -> None:
    exported = lines_of(judge("contest", "export", "2", "--output", "-").out)
    verdicts = [
        (line["verdict"], line["rejudged"]) for line in exported if line["event"] == "judged" and line["number"] == 2
    ]
    assert verdicts == [("WA", False), ("AC", True)]


def test_upsolving_goes_on_with_an_old_run(judge, facts, handwritten: Path) -> None:
    solution = handwritten / "solutions" / "turned" / "accepted.py"
    judge("contest", "submit", "C", solution, "--run", "5")
    check_run(board_of(judge, "5", "--unfreeze"), facts["runs"]["5"])
    latest = lines_of(judge("contest", "export", "5", "--output", "-").out)[-2]
    assert (latest["event"], latest["number"], latest["upsolving"]) == ("received", 7, True)


def test_an_export_of_an_old_run_is_the_export_of_that_version(judge, generation: Path) -> None:
    for number, name, options in (("6", "ben", ["--sources"]), ("7", "chen", [])):
        written = judge("contest", "export", number, *options, "--output", "-").out
        assert lines_of(written) == lines_of((generation / "exported" / f"{name}.jsonl").read_text(encoding="utf-8"))


def test_exported_results_are_imported_and_played_against(fresh_judge, generation: Path, facts) -> None:
    for name, number in (("ben", "6"), ("chen", "7")):
        file = generation / "exported" / f"{name}.jsonl"
        check_run(board_of(fresh_judge, file, "--unfreeze"), facts["runs"][number])
        fresh_judge("contest", "import", file)
    fresh_judge("contest", "import", file, code=2)  # it is there already
    check_run(board_of(fresh_judge, "1", "--unfreeze"), facts["runs"]["6"])
    shutil.copytree(generation / "contests", fresh_judge.folder / "contests")
    fresh_judge("contest", "start", "sunday", "--as", "Fay", "--ghost", "1")
    ghosts = [row["participant"] for row in board_of(fresh_judge)["rows"] if row["ghost"]]
    assert ghosts == ["Ben"]


def test_an_old_result_that_was_edited_is_still_found_out(fresh_judge, generation: Path, tmp_path: Path) -> None:
    whole = (generation / "exported" / "ben.jsonl").read_text(encoding="utf-8")
    edited = tmp_path / "edited.jsonl"
    edited.write_text(whole.replace('"verdict":"AC"', '"verdict":"WA"', 1), encoding="utf-8")
    (row,) = board_of(fresh_judge, edited)["rows"]
    assert row["intact"] is False


def test_an_attempt_that_an_old_version_left_unjudged_is_judged_and_counts(open_home, facts) -> None:
    judge = open_home("home-running")
    before = judge.home / "contests" / "sunday-1.jsonl"
    (row,) = board_of(judge, before, "--at", "20")["rows"]
    assert [task["pending"] for task in row["problems"]] == [0, 1, 0]
    judge("contest", "status")  # the time is up meanwhile
    board = board_of(judge, "--unfreeze")
    check_run(board, facts["running"])
    assert [row["participant"] for row in board["rows"] if row["ghost"]] == ["Ben"]
    judge("contest", "finish", "--yes", code=2)  # it does not run any more
    judge("contest", "report")


def test_a_contest_that_an_old_version_paused_goes_on(open_home, facts, handwritten: Path) -> None:
    judge = open_home("home-paused")
    assert "paused" in judge("contest", "status").out.lower()
    judge("grade", code=2)  # closed while it runs
    judge("contest", "resume")
    judge("contest", "submit", "B", handwritten / "solutions" / "largest" / "accepted.py")
    judge("contest", "finish", "--yes")
    check_run(board_of(judge), facts["paused"])


def test_files_of_contests_say_the_same(
    open_home, generation: Path, check_still_there: Callable[..., None], facts
) -> None:
    judge = open_home("home")
    shutil.copytree(generation / "contests", judge.folder / "contests")
    for name, expected in facts["contests"].items():
        judge("contest", "start", name, "--as", "Fay")
        first = lines_of(judge("contest", "export", "--output", "-").out)[0]
        check_still_there({"name": name, **expected}, first["contest"])
        judge("contest", "abort", "--yes")


def test_a_new_log_has_all_that_an_old_reader_needs(
    open_home, generation: Path, check_still_there: Callable[..., None]
) -> None:
    """The same contest, begun by this version: its first line has every key of the old one's, in the same schema."""
    judge = open_home("home")
    old = lines_of(judge("contest", "export", "1", "--output", "-").out)[0]
    shutil.copytree(generation / "contests", judge.folder / "contests")
    judge("contest", "start", "rehearsal", "--as", "Ann", "--extra-time", "5")
    new = lines_of(judge("contest", "export", "--output", "-").out)[0]
    check_still_there(old, new, frozenset({"run", "wall", "boot_s", "boot_id", "hash"}))
