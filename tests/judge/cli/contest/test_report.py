"""`judge contest report`, over logs that the real writer wrote; the page as a person sees it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from judge.contest.events import EndReason
from judge.contest.model import Contest, Task
from judge.contest.rules import RULES
from tests.support.browsing import DESK, PHONE, Opened, opened
from tests.support.played import PROBLEMS, Play, played_interview
from tests.support.small_problems import Judge, make_problem

DOCS = Path(__file__).parents[4] / "docs"
HOSTILE = "</title><script>alert(1)</script><img src=http://127.0.0.1/x onerror=alert(2)>\x1b[31m\u202e"


@pytest.fixture
def runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUDGE_PROBLEMS", str(PROBLEMS))
    return folder / "home/contests"


@pytest.fixture
def hostile(folder: Path) -> Path:
    """A log of somebody who wants to be shown: markup, escapes and length wherever there is a word."""
    make_problem(folder / "problems/hostile", title="Addition")
    contest = Contest("hostile", HOSTILE * 50, (Task(HOSTILE, "addition", 1e15), Task("B", HOSTILE * 20)), 60, "ioi")
    play = Play(folder / "hostile-1.jsonl", contest, HOSTILE * 100)
    for number in range(40):
        play.submit(number / 10, HOSTILE * 20, "WA", f"{HOSTILE}{number}".encode(), "x" * 500)
    play.pause(5, 1)
    play.submit(11, "addition", "WA", b"x = 1\n", HOSTILE * 1000)
    play.submit(12, "addition", "WA", b"</pre></details>\x00\x07\x9b31m\r\n\xff\xfe\n")
    play.submit(13, "addition", "RTE", (HOSTILE + "\n").encode() * 2000)
    play.submit(14, "addition", "WA", b"y" * (256 << 10))
    play.submit(15, "addition", "AC", b"def add(a, b):\n    return a + b\n")
    return play.end(55)


def is_well_made(seen: Opened) -> bool:
    return not (seen.requests or seen.complaints or seen.overflows() or seen.pictures_without_text())


def test_the_newest_run_is_shown_where_none_is_named(judge: Judge, runs: Path) -> None:
    played_interview(runs)
    out = judge("contest", "report").out
    assert out.startswith("Multimodal algorithm intern, round 3\nLin Wei")
    assert re.search(r"^A multi_head_attention +─+✗─+✗─+✓─+$", out, re.MULTILINE)
    assert "✓ A multi_head_attention: wrong answer at 13:30, fixed in 2 min" in out
    assert '+             scores = scores.masked_fill(~mask, float("-inf"))' in out
    assert "At 41:30: The wall clock was set forward by 30 min" in out
    assert "judge start merge_visual_tokens" in out


def test_a_run_is_found_by_its_number_and_a_file_by_its_path(judge: Judge, runs: Path, folder: Path) -> None:
    path = played_interview(runs)
    assert "AML, round 1" in judge("contest", "report", "1").out
    path.rename(folder / "friend.jsonl")
    assert "round 3" in judge("contest", "report", "friend.jsonl").out


def test_runs_of_somebody_else_are_not_compared_with(judge: Judge, runs: Path) -> None:
    played_interview(runs)
    compared = judge("contest", "report").out.partition("Your contests")[2]
    assert compared.count("Multimodal") == 2
    assert compared.count("AML") == 1


def test_what_is_still_running_is_not_looked_back_on(judge: Judge, runs: Path) -> None:
    from judge.contest import clock

    play = Play(runs / "sunday-1.jsonl")
    play.submit(1, "dpo_loss", "WA", b"", "a hidden detail")
    text = play.path.read_text().replace('"boot_id":"boot"', f'"boot_id":"{clock.read().boot_id}"')
    now = clock.read()
    text = text.replace('"boot_s":5000.0', f'"boot_s":{now.boot_s:.3f}').replace(
        '"boot_s":5060.0', f'"boot_s":{now.boot_s:.3f}'
    )
    text = re.sub(r'"boot_s":5061\.\d+', f'"boot_s":{now.boot_s:.3f}', text)
    play.path.write_text(text)
    ran = judge("contest", "report")
    assert (ran.code, ran.out) == (2, "")
    assert "still running" in ran.err
    assert "judge contest finish" in ran.err


def test_an_earlier_run_is_closed_while_a_contest_of_its_problems_runs(judge: Judge, runs: Path) -> None:
    path = played_interview(runs)
    judge("contest", "new", "again", "--problems", "dpo_loss", "--minutes", "30")
    judge("contest", "start", "again")
    ran = judge("contest", "report", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert "the report of dpo_loss is not available while the contest again is running" in ran.err
    assert judge("contest", "report", "1").code == 0


def test_a_run_whose_time_is_up_is_over_though_nobody_has_said_so(judge: Judge, runs: Path) -> None:
    play = Play(runs / "sunday-1.jsonl", day=-100)
    play.submit(1, "dpo_loss", "WA")
    assert judge("contest", "report").code == 0


def test_a_broken_chain_is_the_first_thing_that_is_said(judge: Judge, runs: Path) -> None:
    path = played_interview(runs)
    path.write_bytes(path.read_bytes().replace(b'"verdict":"TLE"', b'"verdict":"AC"'))
    lines = judge("contest", "report").out.splitlines()
    assert lines[3].startswith("The hash chain of this log is broken")


def test_a_run_given_up_says_so(judge: Judge, runs: Path) -> None:
    Play(runs / "sunday-1.jsonl").end(12, reason=EndReason.ABORTED)
    assert "Given up after 12 min and not scored." in judge("contest", "report").out


@pytest.mark.parametrize("arguments", [("7",), ("nothing",), ("nothing.jsonl",), ()])
def test_a_run_that_is_not_there_is_said_with_what_to_type(
    judge: Judge, runs: Path, arguments: tuple[str, ...]
) -> None:
    ran = judge("contest", "report", *arguments)
    assert ran.code == 2
    assert "judge contest list" in ran.err


@pytest.mark.parametrize("columns", ["40", "80", "160"])
def test_it_fits_the_terminal(judge: Judge, runs: Path, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    played_interview(runs)
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(len, judge("contest", "report").out.splitlines())) <= int(columns)


def test_nothing_hostile_reaches_the_terminal(judge: Judge, hostile: Path) -> None:
    out = judge("contest", "report", str(hostile)).out
    assert not set(out) & {"\x1b", "\x07", "\x00", "\x9b", "\u202e", "\r"}
    assert len(out) < 100_000


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_is_well_made(browser, judge: Judge, runs: Path, folder: Path, width: int, dark: bool) -> None:
    played_interview(runs)
    judge("contest", "report", "--output", "report.html")
    with opened(browser, folder / "report.html", width=width, dark=dark) as seen:
        assert is_well_made(seen)
        assert seen.page.locator("svg:visible").count() == 1
        assert seen.page.locator("svg:visible g").count() == 10  # nine attempts and a hint
        assert "A, multi_head_attention: solved at 16:06 after 2 wrong attempts" in seen.page.inner_html(
            "svg:visible title"
        )
        assert seen.page.locator(".diff .plus").first.is_visible()
        if os.environ.get("JUDGE_WRITE_SCREENSHOTS"):
            name = f"contest-report-{'phone' if width == PHONE else 'desk'}-{'dark' if dark else 'light'}.png"
            seen.page.set_viewport_size({"width": width, "height": 1180 if width == PHONE else 1120})
            seen.page.screenshot(path=DOCS / "pictures" / name)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_is_hostile_is_inert_and_cut_on_the_page(
    browser, judge: Judge, hostile: Path, folder: Path, width: int
) -> None:
    judge("contest", "report", str(hostile), "--output", "report.html")
    assert (folder / "report.html").stat().st_size < 1_000_000
    with opened(browser, folder / "report.html", width=width) as seen:
        assert is_well_made(seen)
        assert seen.page.locator("script, img, iframe").count() == 0
        assert "<script>alert(1)</script>" in seen.page.inner_text("h1")
        assert "</pre></details>" in (seen.page.text_content("body") or "")
        assert not set(seen.page.content()) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_a_page_without_a_single_attempt_is_well_made_too(browser, judge: Judge, runs: Path, folder: Path) -> None:
    Play(runs / "sunday-1.jsonl").end(60)
    judge("contest", "report", "--output", "report.html")
    with opened(browser, folder / "report.html", width=PHONE) as seen:
        assert is_well_made(seen)
        assert "nothing was submitted" in seen.page.inner_text("body")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_figures(judge: Judge, runs: Path, rule: str) -> None:
    contest = Contest("sunday", "Sunday", (Task("A", "dpo_loss"),), 60, rule, 20)
    play = Play(runs / "sunday-1.jsonl", contest)
    play.submit(3, "dpo_loss", "WA", passed=6)
    play.submit(10.5, "dpo_loss", "AC", passed=20)
    play.end(60)
    out = " ".join(judge("contest", "report").out.split())
    figures = {
        "icpc": "penalty 30 min, 20 min for each wrong attempt",
        "leetcode": "finish time 30:30, 20 min for each wrong attempt",
        "interview": "points 100 of 100",
        "ioi": "points 100 of 100",
    }
    assert figures[rule] in out
