"""`judge stats`, over the records that are there."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from tests.support.browsing import DESK, PHONE, Opened, opened
from tests.support.practising import keep
from tests.support.small_problems import RIGHT, Judge, make_problem

HOSTILE = "<script>alert(1)</script><img src=http://127.0.0.1/x>"


def stats(judge: Judge) -> dict:
    return json.loads(judge("stats", "--format", "json").out)


def test_an_empty_history_has_a_calendar_and_something_to_begin_with(judge: Judge) -> None:
    ran = judge("stats")
    assert ran.code == 0
    assert "0 of 2" in ran.out
    assert "0 submissions on 0 days" in ran.out
    assert "Mon" in ran.out
    out = judge("next").out
    assert "the easiest new problem" in out
    assert "judge start addition" in out


def test_one_submission_shows_everywhere(judge: Judge, folder: Path) -> None:
    (folder / "a.py").write_text(RIGHT)
    judge("submit", "addition", "a.py")
    out = judge("stats").out
    assert "1 submission on 1 day, 100 % accepted" in out
    assert "1 day (longest: 1)" in out
    assert "█" in out
    assert stats(judge)["reviews"][0]["reviews"][0]["rating"] == "easy"


def test_a_reset_and_a_judge_error_are_not_counted(judge: Judge, folder: Path) -> None:
    keep(folder, "addition", "JE", 1)
    judge("start", "addition")
    (folder / "solutions/addition.py").write_text(RIGHT)
    judge("reset", "addition")
    assert stats(judge)["submissions"] == 0


def test_a_hint_taken_on_the_way_brings_the_problem_back_soon(judge: Judge, folder: Path) -> None:
    judge("hint", "addition")
    (folder / "a.py").write_text(RIGHT)
    judge("submit", "addition", "a.py")
    (review,) = stats(judge)["reviews"][0]["reviews"]
    assert (review["rating"], review["hints"]) == ("again", 1)


def test_days_are_those_of_the_users_own_zone(judge: Judge, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(folder, "addition", "AC", 5)
    days = set()
    try:
        for zone in ("Etc/GMT+12", "Etc/GMT-14"):  # 26 hours apart: never the same day
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            days |= set(stats(judge)["days"])
    finally:
        monkeypatch.undo()
        time.tzset()
    assert len(days) == 2


@pytest.mark.parametrize("columns", ["40", "60", "80", "200"])
def test_the_screen_is_never_wider_than_the_terminal(
    judge: Judge, folder: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    keep(folder, "addition", "WA", 3)
    keep(folder, "addition", "AC", 2)
    monkeypatch.setenv("COLUMNS", columns)
    shown = judge("stats").out.splitlines() + judge("next").out.splitlines()
    assert max(map(len, shown)) <= int(columns)


def test_no_color_is_followed(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in judge("stats").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in judge("stats").out


def test_the_name_of_the_output_says_its_format(judge: Judge, folder: Path) -> None:
    assert judge("stats", "--output", "stats.html").out == ""
    judge("stats", "--output", "stats.json")
    judge("stats", "--output", "stats.txt")
    assert (folder / "stats.html").read_text().startswith("<!doctype html>")
    assert json.loads((folder / "stats.json").read_text())["schema"] == "judge.stats/1"
    assert (folder / "stats.txt").read_text().startswith("Solved")


def test_an_output_that_cannot_be_written_is_said_and_leaves_nothing_behind(judge: Judge, folder: Path) -> None:
    before = set(folder.iterdir())
    ran = judge("stats", "--output", "nowhere/stats.html")
    assert (ran.code, "nowhere/stats.html cannot be written" in ran.err) == (2, True)
    assert set(folder.iterdir()) - {folder / "home"} == before


def test_standard_output_and_a_device_take_it_too(judge: Judge) -> None:
    assert judge("stats", "--format", "html", "--output", "-").out.startswith("<!doctype html>")
    assert judge("stats", "--output", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_a_page_is_not_poured_into_a_terminal(folder: Path) -> None:
    import pexpect

    environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(Path(__file__).parents[4])}
    screen = pexpect.spawn(
        sys.executable, ["-m", "judge", "stats", "--format", "html"], env=environment, encoding="utf-8", timeout=60
    )
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 2
    assert "Write it to a file: --output page.html" in str(screen.before)


@pytest.fixture
def page(judge: Judge, folder: Path) -> Path:
    make_problem(folder / "problems/hostile", title=HOSTILE, tag=HOSTILE)
    for days_ago in range(0, 300, 7):
        keep(folder, "addition", "WA" if days_ago % 2 else "AC", days_ago)
    keep(folder, "hostile", "WA", 1)
    judge("stats", "--output", "stats.html")
    return folder / "stats.html"


def is_well_made(seen: Opened) -> bool:
    return not (seen.requests or seen.complaints or seen.overflows() or seen.pictures_without_text())


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_fits_asks_for_nothing_and_shows_hostile_tags_as_text(
    browser, page: Path, width: int, dark: bool
) -> None:
    with opened(browser, page, width=width, dark=dark) as seen:
        assert is_well_made(seen)
        assert HOSTILE in seen.page.inner_text("body")
        assert seen.page.locator("svg rect").count() >= 365


def test_the_page_of_an_empty_history_is_well_made_too(browser, judge: Judge, folder: Path) -> None:
    judge("stats", "--output", "stats.html")
    with opened(browser, folder / "stats.html") as seen:
        assert is_well_made(seen)
        assert "Nothing tried yet" in seen.page.inner_text("body")
