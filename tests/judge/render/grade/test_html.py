"""The HTML page of grades, as a person sees it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from judge.grading.results import Grades
from judge.problem import Limits
from judge.render.grade.charts import BOTTOM, TOP, Measured, chart
from judge.render.grade.html import MAX_TESTS, grades_page
from judge.render.shared.figures import seconds
from tests.support.browsing import DESK, PHONE, opened
from tests.support.sample_grades import EVERY_KIND, HOSTILE_GRADES, LIMITS, RULED, course, disclosed, graded
from tests.support.sample_reports import failed, passed

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def put(tmp_path: Path):
    def put(grades: Grades) -> Path:
        file = tmp_path / "grades.html"
        file.write_text(grades_page(disclosed(grades), LIMITS), encoding="utf-8")
        return file

    return put


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("grades", [RULED, HOSTILE_GRADES, Grades(())], ids=["ruled", "hostile", "empty"])
def test_the_page_is_whole_on_every_screen(browser: Browser, put, grades: Grades, width: int, dark: bool) -> None:
    with opened(browser, put(grades), width=width, dark=dark) as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert (seen.requests, seen.complaints) == ([], [])
        assert not seen.overflows()
        assert seen.pictures_without_text() == 0


def test_what_a_stranger_wrote_is_text(browser: Browser, put) -> None:
    with opened(browser, put(HOSTILE_GRADES)) as seen:
        assert seen.page.locator("script, img, iframe, a[href^=http], a[href^=javascript]").count() == 0
        assert seen.page.locator("details").count() > 3
        assert "<script>" in seen.page.locator("table.matrix tbody th").first.inner_text()


def test_a_verdict_leads_to_what_explains_it(browser: Browser, put) -> None:
    with opened(browser, put(EVERY_KIND)) as seen:
        why = seen.page.get_by_text("raise ValueError", exact=False).last
        assert not why.is_visible()
        seen.page.get_by_role("link", name="WA", exact=True).click()
        assert why.is_visible()


def test_a_failing_test_is_folded_and_shows_its_message(browser: Browser, put) -> None:
    grades = Grades(
        (graded("bob", passed(), failed("test_bad", message="off by one"), failed("test_2", message="no")),)
    )
    with opened(browser, put(grades)) as seen:
        shown = seen.page.locator("details.solution")
        assert not shown.get_by_text("off by one").last.is_visible()
        shown.locator("summary").first.click()
        assert shown.locator("pre").all_inner_texts() == ["off by one", "no"]


def test_a_judge_error_has_no_points_and_says_so(browser: Browser, put) -> None:
    with opened(browser, put(RULED)) as seen:
        row = seen.page.locator("section", has_text="Standings").locator("tr", has_text="dave").first
        assert row.inner_text().split() == ["dave", "withheld", "?", "addition", "could", "not", "be", "judged"]
        assert "2 not judged, not counted against anyone" in re.sub(
            r"\s+", " ", seen.page.locator(".tiles").inner_text()
        )


def test_pairs_are_a_hint(browser: Browser, put) -> None:
    with opened(browser, put(RULED)) as seen:
        hint = seen.page.locator("section", has_text="Nearly identical").last.inner_text()
        assert "not a verdict" in hint
        assert "97%" in hint


def test_a_chart_shows_tests_and_limits(browser: Browser, put) -> None:
    with opened(browser, put(EVERY_KIND)) as seen:
        pictures = seen.page.locator("figure svg")
        assert pictures.first.get_attribute("aria-label") == (
            "CPU time of 5 tests, logarithmic; the maximum is 31 ms in test_bad"
        )
        assert "limit 384 MB" in str(pictures.last.get_attribute("aria-label"))
        assert (
            "test_good: 2 ms, the median of 3 solutions; from 2 ms to 2 ms"
            in pictures.first.locator("title").all_text_contents()
        )


def test_a_course_of_100_authors_and_40_problems_is_a_page_that_opens(browser: Browser, put) -> None:
    file = put(course(100, 40, 12))
    assert file.stat().st_size < 6_000_000
    with opened(browser, file, width=PHONE) as seen:
        assert not seen.overflows()
        assert seen.page.locator("table.matrix tbody tr").count() == 100
        assert seen.page.locator("pre").count() <= MAX_TESTS
        assert not seen.page.locator("pre").first.is_visible()
        assert seen.page.get_by_text("more failing test").count() > 0


# where marks stand


def test_marks_stand_between_the_floor_and_the_limit() -> None:
    tests = [
        Measured("a", "sample", (0.0, 0.001, 1.0), 2.0),
        Measured("b", "hidden", (2.5,), 2.0),
        Measured("c", "x", ()),
    ]
    made = chart("CPU time", tests, 0.001, seconds, seconds)
    first, second = made.columns
    assert (first.low, first.middle) == (BOTTOM, BOTTOM)
    assert BOTTOM > first.high > second.limit > second.high > TOP  # type: ignore[operator]
    assert (first.over, second.over) == (False, True)
    assert [name for _, _, name in made.groups] == ["sample", "hidden"]
    assert "the maximum is 2.50 s in b" in made.words


def test_different_limits_are_not_shown_as_one() -> None:
    tests = [Measured("a", "", (0.1,), 1.0), Measured("b", "", (0.1,), 2.0)]
    assert chart("CPU time", tests, 0.001, seconds, seconds).limit_words == "limits"


def test_a_problem_that_is_not_there_any_more_has_charts_without_its_limit() -> None:
    assert "limit 384 MB" in grades_page(disclosed(EVERY_KIND), {"addition": Limits(2.0, 384)})
    written = grades_page(disclosed(EVERY_KIND), {})
    assert "limit 384 MB" not in written
    assert "Memory of 5 tests, logarithmic; the maximum is 12.4 MB in test_bad" in written
