"""The scoreboard as a page, opened in Chromium, and in the terminal."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from judge.contest.board import build
from judge.contest.board_entries import LeftOut, LeftOutReason
from judge.contest.model import Pause
from judge.contest.reveal import unfreeze
from judge.render.contest.board import board_json, board_text, reveal_text
from judge.render.contest.board_html import board_page, reveal_page
from judge.render.shared import text
from judge.render.shared.screen import Screen
from judge.verdict import Verdict
from tests.support.browsing import DESK, PHONE, opened
from tests.support.contest_runs import contest, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DOCS = Path(__file__).parents[4] / "docs"
FROZEN = contest(freeze_minutes=60, problems=6)
OVER = 300 * 60.0
HOSTILE = "<script>alert(1)</script><img>\u202e\x1b[2J{{ 7 * 7 }}"
RUNS = [
    run("Ana Sánchez", "A 10 AC", "B 20 WA", "B 33 AC", "C 250 WA", of=FROZEN, ended_s=OVER),
    run("bo", "A 30 AC", "B 245 WA", "C 250 AC", "E 44 WA", of=FROZEN, ended_s=OVER),
    run(
        "李小龙",
        "B 241 AC",
        "A 260 AC",
        "D 15 AC",
        of=FROZEN,
        ended_s=OVER,
        intact=False,
        notes=("event 4 was changed.",),
    ),
    run(HOSTILE, "E 1 WA", "E 222 AC", of=FROZEN, ended_s=OVER, pauses=(Pause(60.0, 65.0),)),
]


SHOWN = replace(FROZEN, title="Sunday contest of the study group")
STUDY_GROUP = [
    run("Mei", "A 12 AC", "B 31 WA", "B 44 AC", "D 120 AC", "C 190 TLE", "C 262 AC", of=SHOWN, ended_s=OVER),
    run("Jonas", "A 9 AC", "D 61 AC", "B 88 AC", "E 170 WA", "E 251 WA", of=SHOWN, ended_s=OVER),
    run("王小明", "B 25 AC", "A 40 AC", "C 155 AC", "F 244 AC", of=SHOWN, ended_s=OVER),
    run("Amira", "A 30 WA", "A 33 AC", "F 101 AC", "D 246 AC", "E 288 AC", of=SHOWN, ended_s=OVER),
    run("Tomás", "D 50 AC", "A 77 AC", "C 241 WA", of=SHOWN, ended_s=OVER),
    run("Ines", "A 95 RTE", "A 130 AC", "B 247 AC", "C 259 WA", "C 270 AC", of=SHOWN, ended_s=OVER),
]


def page_file(tmp_path: Path, html: str) -> Path:
    file = tmp_path / "board.html"
    file.write_text(html, encoding="utf-8")
    return file


def order(page: Page) -> list[str]:
    """Names on the board that shows, from the top."""
    return [name.split(" ▲")[0] for name in page.locator("tbody td.who:visible").all_inner_texts()]


@pytest.fixture(scope="module")
def reveal_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_file(tmp_path_factory.mktemp("page"), reveal_page(unfreeze(FROZEN, RUNS)))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_fits_asks_for_nothing_and_has_text_for_every_picture(
    browser: Browser, reveal_file: Path, width: int, dark: bool
) -> None:
    with opened(browser, reveal_file, width=width, dark=dark) as seen:
        assert not seen.overflows()
        assert (seen.requests, seen.complaints, seen.pictures_without_text()) == ([], [], 0)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_step_of_the_reveal_fits_too(browser: Browser, tmp_path: Path, width: int, dark: bool) -> None:
    file = page_file(tmp_path, reveal_page(unfreeze(SHOWN, STUDY_GROUP)))
    with opened(browser, file, width=width, dark=dark) as seen:
        for _ in range(7):
            seen.page.click("a.go:visible")
        seen.page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished))")
        assert not seen.overflows()
        if os.environ.get("JUDGE_WRITE_SCREENSHOTS"):
            name = f"contest-board-{'phone' if width == PHONE else 'desk'}-{'dark' if dark else 'light'}.png"
            seen.page.set_viewport_size({"width": width, "height": 680 if width == DESK else 900})
            seen.page.evaluate("scrollTo(0, 0)")
            seen.page.screenshot(path=DOCS / "pictures" / name)


@pytest.mark.parametrize("width", [PHONE, 720, DESK])
def test_thirteen_problems_fit_too(browser: Browser, tmp_path: Path, width: int) -> None:
    many = contest(problems=13)
    one = run("a" * 60, *(f"{label} 123 AC" for label in "ABCDEFGHIJKLM"), of=many)
    with opened(browser, page_file(tmp_path, board_page(build(many, [one]))), width=width) as seen:
        assert not seen.overflows()


def test_a_hostile_name_is_text(browser: Browser, reveal_file: Path) -> None:
    with opened(browser, reveal_file) as seen:
        assert "<script>alert(1)</script>" in seen.page.inner_text("body")
        assert "{{ 7 * 7 }}" in seen.page.inner_text("body")
        assert seen.page.locator("script, img").count() == 0
        assert "\u202e" not in seen.page.content()


def test_each_click_reveals_one_problem_until_the_final_board(browser: Browser, reveal_file: Path) -> None:
    reveal = unfreeze(FROZEN, RUNS)
    with opened(browser, reveal_file) as seen:
        page = seen.page
        assert page.locator(".scene:visible").count() == 1
        for number, step in enumerate(reveal.steps, 1):
            page.click("a.go:visible")
            assert page.locator(".scene:visible").count() == 1
            assert page.locator(".where:visible").inner_text() == f"{number} of {len(reveal.steps)} revealed"
            assert page.locator(".turn:visible .who").inner_text().startswith(step.row.run.participant[:7])
        assert order(page)[:3] == ["李小龙 (!)", "Ana Sánchez", "bo"]
        assert page.locator("a.go:visible").count() == 0
        page.go_back()
        assert page.locator(".where:visible").inner_text().startswith(f"{len(reveal.steps) - 1} of")


def test_before_the_first_click_the_page_shows_the_frozen_board(browser: Browser, reveal_file: Path) -> None:
    with opened(browser, reveal_file) as seen:
        assert order(seen.page)[:3] == ["Ana Sánchez", "李小龙 (!)", "bo"]
        shown = seen.page.locator(".scene:visible").inner_text()
        assert "The scoreboard was frozen with 60 minutes remaining" in shown


def test_a_frozen_page_is_the_same_to_the_byte_whatever_the_hidden_verdicts() -> None:
    """DOMjudge 582, 644, 666 on the page, in the terminal and in JSON."""

    def other(verdict: Verdict) -> list[str]:
        fates = [
            replace(one, attempts=tuple(
                replace(made, verdict=verdict) if made.at_s >= 240 * 60 else made for made in one.attempts
            ))
            for one in RUNS
        ]  # fmt: skip
        board = build(FROZEN, fates)
        return [board_page(board), board_text(board, Screen()), board_json(board)]

    assert other(Verdict.ACCEPTED) == other(Verdict.WRONG_ANSWER) == other(Verdict.COMPILE_ERROR)


def test_each_step_of_a_large_reveal_shows_only_the_rows_around_it() -> None:
    big = contest(problems=2, freeze_minutes=60)
    runs = [run(f"p{number:02}", f"A {number + 1} AC", f"B {242 + number} AC", of=big) for number in range(50)]
    html = reveal_page(unfreeze(big, runs))
    assert html.count('class="scene"') == 51
    assert len(html) < 2_000_000
    assert "rows left out" in html


def test_a_row_with_a_broken_chain_is_marked(browser: Browser, reveal_file: Path) -> None:
    with opened(browser, reveal_file) as seen:
        notes = seen.page.inner_text(".remarks")
    assert "The file of 李小龙 was changed: event 4 was changed." in notes
    assert "An intact chain would not prove honesty either." in notes
    assert "paused 1 time, 0:01:05 in all" in notes


@pytest.mark.parametrize("width", [20, 38, 60, 80, 200])
def test_the_terminal_board_fits_the_screen(width: int) -> None:
    out = board_text(build(FROZEN, RUNS), Screen(width=width))
    assert all(text.width(line) <= max(width, 20) for line in out.split("\n"))
    assert "Ana" in out
    assert "\x1b" not in out


def test_a_narrow_terminal_still_shows_every_problem() -> None:
    out = board_text(build(FROZEN, RUNS), Screen(width=40))
    assert "\n1       2  Ana" in out
    assert "A✓* B✓* C? D· E· F·" in out
    assert "A? B? C· D✓* E· F·" in out


def test_the_terminal_board_can_be_ascii_only() -> None:
    out = board_text(build(FROZEN, RUNS[:2]), Screen(width=45, unicode=False))
    assert "A+ B? C? D. Ex F." in out
    assert out.replace("á", "a").isascii()


def test_the_reveal_is_one_line_for_each_step() -> None:
    out = reveal_text(unfreeze(FROZEN, RUNS), Screen())
    assert "  1. bo, B: not accepted\n  2. bo, C: accepted, up 1 place to rank 2\n" in out
    assert "Final scoreboard." in out


def test_a_reveal_without_steps_says_so() -> None:
    out = reveal_text(unfreeze(contest(), [run("ana", "A 5 AC")]), Screen())
    assert out.startswith("Nothing was hidden.\n")


def test_an_intact_log_that_was_cut_off_has_a_remark_but_no_mark() -> None:
    cut = run("ana", "A 5 AC", notes=("the last line is cut off.",))
    out = board_text(build(contest(), [cut]), Screen())
    assert "The file of ana: the last line is cut off." in out
    assert "(!)" not in out


def test_points_are_shown_for_a_rule_with_points() -> None:
    of = contest("ioi")
    out = board_text(build(of, [run("ana", "A 5 WA hidden 3/4", "B 6 AC", "C 7 WA hidden 0/4", of=of)]), Screen())
    assert out.split("\n")[4].split() == ["1", "ana", "175", "75", "-1", "100*", "0", "-1"]


def test_runs_that_are_left_out_are_named_with_the_reason() -> None:
    left_out = [
        LeftOut(RUNS[1], LeftOutReason.OTHER_VERSION, "minutes 45, not 300"),
        LeftOut(RUNS[0], LeftOutReason.FURTHER_RUN),
    ]
    out = " ".join(board_text(build(FROZEN, RUNS), Screen(), left_out).split())
    assert "a run by bo in another version of the contest (minutes 45, not 300)" in out
    assert "another run by Ana Sánchez, of 2026-05-17" in out


def test_the_json_has_the_board_its_steps_and_what_is_left_out() -> None:
    got = unfreeze(FROZEN, RUNS)
    whole = json.loads(board_json(got.final, [LeftOut(RUNS[0], LeftOutReason.FURTHER_RUN)], got.steps))
    assert [row["rank"] for row in whole["rows"]] == [1, 2, 3, 4]
    assert whole["steps"][1] == {"participant": "bo", "label": "C", "solved": True, "from": 3, "to": 2}
    assert whole["left_out"][0]["reason"] == "further run"
    assert whole["rows"][0]["problems"][3] == {
        "label": "D", "problem": "d", "points": 1.0, "possible": 1.0, "solved": True, "solved_s": 900.0,
        "wrong": 0, "pending": 0, "first": True,
    }  # fmt: skip
