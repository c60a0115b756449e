"""`judge contest export`: a run as a file, and contest packages."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

from judge.contest import log
from tests.support.contest_results import SOURCE, SUNDAY, play
from tests.support.small_problems import Judge


def test_an_exported_run_has_its_sources_where_that_is_asked_for(judge: Judge, folder: Path) -> None:
    play(folder / "home" / "contests" / "sunday-1.jsonl", "ann", "A 10 AC")
    judge("contest", "export", "1", "--sources", "--output", "mine.jsonl")
    whole = log.load(Path("mine.jsonl"))
    assert [whole.source_of(attempt) for attempt in whole.run.attempts] == [SOURCE]
    assert whole.run.intact


def test_an_export_to_standard_output_is_the_file(judge: Judge, folder: Path) -> None:
    path = play(folder / "home" / "contests" / "sunday-1.jsonl", "ann", "A 10 AC")
    assert judge("contest", "export", "--output", "-").out.encode() == log.exported(log.load(path), with_sources=False)


def test_a_contest_package_is_a_folder(judge: Judge, results: Path) -> None:
    ran = judge("contest", "export", "results", "--format", "clics", "--clics", "2023-06")
    assert (ran.code, ran.out) == (0, "")
    assert "Wrote sunday-clics-2023-06, 12 files" in ran.err
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
    assert "results already exists and is not empty" in ran.err


def test_several_runs_are_exported_as_clics_only(judge: Judge, results: Path) -> None:
    ran = judge("contest", "export", "results/ann.jsonl", "results/bo.jsonl")
    assert (ran.code, ran.err.splitlines()[-1]) == (2, "Run: judge contest export results/ann.jsonl")


def test_times_that_are_not_of_this_world_are_told(judge: Judge, folder: Path) -> None:
    play(folder / "x.jsonl", "ann", "A 10 AC", contest=replace(SUNDAY, minutes=1 << 50))
    file = folder / "x.jsonl"
    lines = file.read_text(encoding="utf-8").replace('"at_s":600.0', f'"at_s":{1 << 52}')
    file.write_text(lines.replace('"ended_s":3600.0', f'"ended_s":{1 << 52}'), encoding="utf-8")
    ran = judge("contest", "export", "x.jsonl", "--format", "clics")
    assert ran.code == 2
    assert "out of range" in ran.err
    assert judge("contest", "board", "x.jsonl").code == 0


def test_where_nothing_was_played_there_is_nothing_to_export(judge: Judge, folder: Path) -> None:
    ran = judge("contest", "export")
    assert ran.code == 2
    assert "you have not played a contest yet" in ran.err
