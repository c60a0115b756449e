"""A report as a person reads it."""

import pytest

from judge.disclosure import Audience
from judge.problem import Limits
from judge.render.report.terminal import report_text
from judge.render.shared import text
from judge.render.shared.screen import Screen
from judge.verdict import TestResult, Verdict
from tests.support.sample_reports import failed, passed, report_of

PLAIN = Screen()


def test_an_accepted_report_is_one_line_with_its_figures() -> None:
    shown = report_text(report_of(passed(), passed()), PLAIN, limits=Limits(1.0, 64), tag="#12")
    assert shown.strip() == "✓ Accepted  2 of 2 tests · 2 ms of 1 s · 1.0 MB of 64 MB · #12"


def test_a_failing_test_shows_its_reason() -> None:
    shown = report_text(report_of(passed(), failed()), PLAIN)
    assert "✗ test_bad  WA hidden\n  largest difference 0.5 at (0, 3)\n" in shown
    assert "Wrong answer (WA)  1 of 2 tests" in shown


def test_details_are_shown_for_samples_and_for_hidden_tests_only_on_demand() -> None:
    hidden, sample = report_of(failed()), report_of(failed(group="sample"))
    revealed = report_of(failed(), audience=Audience.REVEALED)
    assert "f(1) gave 2" not in report_text(hidden, PLAIN)
    assert "printed" not in report_text(revealed, PLAIN)
    assert "f(1) gave 2" in report_text(revealed, PLAIN)
    assert "f(1) gave 2" in report_text(sample, PLAIN)
    assert "| printed" in report_text(sample, PLAIN)


def test_failures_with_the_same_text_are_shown_once() -> None:
    shown = report_text(report_of(*(failed(f"test_{n}") for n in range(9))), PLAIN)
    assert shown.count("largest difference") == 1
    assert "the same in 8 more tests: test_1, test_2, test_3, test_4 and 4 more" in shown


def test_many_failures_are_named_and_not_all_explained() -> None:
    shown = report_text(report_of(*(failed(f"test_{n}", message=f"reason {n}") for n in range(9))), PLAIN)
    assert "reason 5" in shown
    assert "reason 6" not in shown
    assert "and 3 more failing tests: test_6, test_7, test_8" in shown


def test_a_source_that_cannot_be_loaded_shows_why() -> None:
    shown = report_text(
        report_of(message="SyntaxError: x\n  File 'solution.py', line 1", verdict=Verdict.COMPILE_ERROR), PLAIN
    )
    assert "  SyntaxError: x\n    File 'solution.py', line 1\n" in shown
    assert shown.endswith("✗ Cannot be loaded (CE)")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_can_be_shown(verdict: Verdict) -> None:
    assert verdict.phrase.capitalize() in report_text(report_of(failed(verdict=verdict), verdict=verdict), PLAIN)


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    report = report_of(
        failed(message="中文信息" * 40), failed("test_" + "long_" * 30, "sample", message="word " * 60), passed()
    )
    shown = report_text(report, Screen(width=width), limits=Limits(1.0, 64), tag="#12, same as #11 (WA)")
    widest = max(text.width(line) for line in shown.split("\n"))
    assert widest <= max(width, 42)


def test_colours_change_nothing_but_colours() -> None:
    report = report_of(passed(), failed(group="sample"))
    colored = report_text(report, Screen(color=True))
    assert "\x1b[" in colored
    assert text.clean(colored, max_lines=99) == report_text(report, PLAIN)


def test_signs_are_ascii_where_the_terminal_knows_no_more() -> None:
    report_text(report_of(passed(), failed()), Screen(unicode=False)).encode("ascii")


def test_no_control_character_of_a_submission_is_shown() -> None:
    evil = "\x1b[2J\x1b]0;x\x07\u202e\x9b\r"
    test = TestResult(evil + "name", "sample", Verdict.RUN_TIME_ERROR, 0, 0, evil + "m", evil + "d", evil + "o")
    shown = report_text(report_of(test, message=evil), PLAIN)
    assert not set("\x1b\x07\u202e\x9b\r") & set(shown)


def test_samples_that_pass_are_not_called_accepted() -> None:
    report = report_of(passed(), passed())
    shown = report_text(report, PLAIN, limits=Limits(1.0, 64), samples_only=True)
    assert shown.strip() == "✓ Samples pass (2 of 2)  2 ms of 1 s · 1.0 MB of 64 MB"
    assert "Wrong answer (WA)" in report_text(report_of(passed(), failed()), PLAIN, samples_only=True)
