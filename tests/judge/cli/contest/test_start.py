"""`judge contest start`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.clocked import Clock
from tests.support.contest_commands import new_contest, played, the_run
from tests.support.small_problems import RIGHT, Judge


@pytest.mark.parametrize(
    ("old", "new_text", "said"),
    [
        ("minutes = 60", "minutes = 0", "line 4: minutes must be from 1 to 1440, not 0"),
        ("minutes = 60", 'minutes = "60"', "line 4: minutes must be a whole number"),
        ("minutes = 60", "minuts = 60", "minutes is missing"),
        ("minutes = 60", "minutes = 60.5", "line 4: minutes must be a whole number, not 60.5"),
        (
            "minutes = 60",
            "minutes = 60\nwrong_minuts = 3",
            "line 5: wrong_minuts is not a key that contests have\nDid you mean wrong_minutes?",
        ),
        ('"add_hard"', '"addition"', "line 3: problems contains addition twice"),
        (
            '"add_hard"',
            '"add_hrd"',
            "line 3: problems contains the unknown problem 'add_hrd'; did you mean add_hard?",
        ),
        ('"interview"', '"inteview"', "scoring must be one of interview, icpc, leetcode, ioi"),
        ('"interview"', '"icpc"', "hint_cost must be left out: icpc scoring has no hints"),
        ("format = 1", "format = 2", "format must be 1"),
        ("format = 1", "format = = 1", "line 1"),
        ("hint_cost = 0.2", "hint_cost = 2", "hint_cost must be from 0 to 1"),
        ("hint_cost = 0.2", "points = [1]", "points must have one number for each problem: 2, not 1"),
        ('title = "sunday"', 'title = "\\u001b[31m"', "title must be one line without control characters"),
    ],
)
def test_a_fault_in_a_contest_file_is_named_with_its_line(
    judge: Judge, folder: Path, old: str, new_text: str, said: str
) -> None:
    new_contest(judge)
    path = folder / "contests" / "sunday.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new_text))
    ran = judge("contest", "start", "sunday")
    assert ran.code == 2
    assert said in ran.err
    assert not (folder / "home" / "contests" / "running").exists()


def test_a_near_miss_of_a_contest_is_suggested(judge: Judge) -> None:
    new_contest(judge)
    assert "Did you mean sunday?" in judge("contest", "start", "sumday").err


def test_two_contests_do_not_run_at_once(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    started()
    ran = judge("contest", "start", "sunday")
    assert ran.code == 2
    assert "the contest sunday-1 is already running" in ran.err
    assert len(list((folder / "home" / "contests").glob("*.jsonl"))) == 1


def test_the_contest_works_in_a_folder_of_its_own(judge: Judge, folder: Path, clock: Clock) -> None:
    (folder / "solutions").mkdir()
    (folder / "solutions" / "addition.py").write_text(RIGHT)
    new_contest(judge)
    judge("contest", "start", "sunday")
    assert "NotImplementedError" in (folder / "contests" / "sunday-1" / "addition.py").read_text()
    assert judge("test", "addition").code == 1
    assert judge("submit", "addition").code == 1
    judge("contest", "finish")
    assert judge("test", "addition").code == 0


def test_a_folder_that_is_there_already_is_not_used(judge: Judge, folder: Path, clock: Clock) -> None:
    (folder / "contests" / "sunday-1").mkdir(parents=True)
    (folder / "contests" / "sunday-1" / "addition.py").write_text(RIGHT)
    new_contest(judge)
    judge("contest", "start", "sunday")
    assert judge("submit", "A").code == 1
    assert (folder / "contests" / "sunday-2").is_dir()


def test_after_an_end_another_one_can_begin_in_a_fresh_folder(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(RIGHT)
    judge("contest", "finish")
    assert judge("contest", "start", "sunday").code == 0
    assert "NotImplementedError" in (folder / "contests" / "sunday-2" / "addition.py").read_text()


def test_extra_time_is_given_and_shown(judge: Judge, folder: Path, clock: Clock, started: Callable[..., None]) -> None:
    started("icpc", "--extra-time", "15")
    clock.pass_s(3600)
    assert "15:00 left" in judge("list").err
    assert the_run(folder).extra_minutes == 15


def test_a_ghost_of_another_contest_is_refused(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    judge("contest", "new", "other", "--problems", "addition", "--minutes", "5")
    ran = judge("contest", "start", "other", "--ghost", "1")
    assert ran.code == 2
    assert "that run had other problems" in ran.err
    assert not (folder / "contests" / "other-2").exists()


def test_a_participant_is_named_in_nfc(judge: Judge, folder: Path) -> None:
    new_contest(judge)
    assert judge("contest", "start", "sunday", "--as", "jose\u0301").code == 0
    assert the_run(folder).participant == "jos\u00e9"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("ann\u200b", "Use: --as ann\n"), (" ann  lee", "Use: --as 'ann lee'"), ("\u3164", "can be seen")],
)
def test_a_participant_with_invisible_characters_is_refused(judge: Judge, folder: Path, name: str, hint: str) -> None:
    new_contest(judge)
    ran = judge("contest", "start", "sunday", "--as", name)
    assert ran.code == 2
    assert "the name for --as has invisible characters or unusual spaces" in ran.err
    assert hint in ran.err
    assert not (folder / "home" / "contests" / "running").exists()
