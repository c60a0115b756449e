"""What programs read of judge: a new version's documents still say all that those of an earlier one said."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MEASURED = frozenset({"time_s", "memory_mb", "wall_s", "started_at"})
OF_EXPORT = frozenset({"thawed", "finalized", "end_of_updates", "provider"})
FOR_PEOPLE = frozenset({"message", "detail", "reason", "note"})


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "solution", "code"), [("wrong", "wrong_answer", 1), ("accepted", "accepted_again", 0)]
)
def test_a_report_says_all_that_it_said(
    fresh_judge, generation: Path, handwritten: Path, check_still_there: Callable[..., None], name, solution, code
) -> None:
    """`judge.report/1`: the same submission once more."""
    own = fresh_judge.folder / "solutions" / "addition.py"
    own.parent.mkdir()
    own.write_bytes((handwritten / "solutions" / "addition" / f"{solution}.py").read_bytes())
    new = fresh_judge("submit", "addition", "--format", "json", code=code).json
    old = read(generation / f"report-{name}.json")
    for test in old["tests"]:  # since then, parameters of a hidden test are inputs, which no report shows
        test["name"] = {"test_many[10]": "test_many[1]", "test_many[1000]": "test_many[2]"}.get(
            test["name"], test["name"]
        )
    check_still_there(old, new, MEASURED | FOR_PEOPLE | {"id"})
    assert new["schema"] == "judge.report/1"


def test_statistics_of_old_records_are_the_same(
    judge, generation: Path, check_still_there: Callable[..., None]
) -> None:
    """`judge.stats/1`, apart from what today decides."""
    new = judge("stats", "--format", "json").json
    of_today = frozenset({"today", "streak_days", "due", "recall", "strength"})
    check_still_there(read(generation / "stats.json"), new, of_today)


def test_what_is_next_is_said_with_the_same_keys(
    judge, generation: Path, check_still_there: Callable[..., None]
) -> None:
    """`judge.next/1`: what comes first depends on today, how a review was remembered does not."""
    old, new = read(generation / "next.json"), judge("next", "--format", "json").json
    assert new["schema"] == old["schema"]
    suggestions = {one["problem"]: one for one in new["suggestions"]}
    reviewed = [one for one in old["suggestions"] if one["review"]]
    assert reviewed
    for one in reviewed:
        changing = frozenset({"why", "reason", "command", "due", "recall"})
        check_still_there(one, suggestions[one["problem"]], changing)


@pytest.mark.parametrize(("name", "options"), [("frozen", []), ("final", ["--unfreeze"])])
def test_a_board_of_old_runs_is_the_same(
    judge, generation: Path, check_still_there: Callable[..., None], name, options
) -> None:
    """`judge.board/1`."""
    new = judge("contest", "board", "5", "6", "7", *options, "--format", "json").json
    check_still_there(read(generation / f"board-{name}.json"), new)


@pytest.mark.parametrize("version", ["2023-06", "2026-01"])
def test_a_contest_package_of_old_runs_is_the_same(
    judge, generation: Path, check_still_there: Callable[..., None], version: str
) -> None:
    """The ICPC's formats, file by file."""
    name = f"clics-{version}.zip"
    judge("contest", "export", "5", "6", "7", "--format=clics", "--clics", version, "--sources", "--output", name)
    with zipfile.ZipFile(generation / name) as old, zipfile.ZipFile(judge.folder / name) as new:
        assert set(new.namelist()) >= set(old.namelist())
        for file in old.namelist():
            before, now = (_content(package.read(file), file) for package in (old, new))
            check_still_there(before, now, OF_EXPORT, file)


def _content(data: bytes, name: str) -> Any:
    if name.endswith("/scoreboard.json"):
        board = json.loads(data)
        return board | {key: type(board[key]).__name__ for key in ("time", "contest_time")}  # those of the export
    if name.endswith(".json"):
        return json.loads(data)
    if name.endswith(".ndjson"):
        return [json.loads(line) for line in data.splitlines()]
    return data
