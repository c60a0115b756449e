"""`judge stress` as a person reads it."""

import io
from dataclasses import replace

import pytest

from judge.render.report.stress import LiveStress, stress_text
from judge.render.shared.screen import Screen
from judge.stress import StressResult
from judge.verdict import Verdict
from tests.support.sample_reports import failed

PLAIN = Screen()
FOUND = StressResult(42, 1.5, tried=1_234, tried_smaller=56, failure=failed("test_any"), finished=True)


def test_nothing_found_is_one_line() -> None:
    assert stress_text(StressResult(42, 20.0, tried=1_234), PLAIN, "judge stress x").strip() == (
        "✓ No difference in 1,234 random inputs (20 s, seed 42)"
    )


def test_a_failure_shows_reason_detail_output_and_the_command_to_repeat_it() -> None:
    shown = stress_text(FOUND, PLAIN, "judge stress x --seed 42")
    for words in (
        "✗ test_any  WA hidden\n  largest difference 0.5",
        "f(1) gave 2",
        "| printed",
        "Wrong answer (WA) on input 1,234\n",
        "the smallest input that fails; 56 more tried in 1.50 s.",
        "  To repeat: judge stress x --seed 42",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (replace(FOUND, finished=False), "There may be a smaller one"),
        (replace(FOUND, passed_again=True), "does the solution remember earlier calls"),
        (replace(FOUND, interrupted=True), "Interrupted."),
        (
            StressResult(1, refusal=(Verdict.COMPILE_ERROR, "SyntaxError: x")),
            "  SyntaxError: x\n\n✗ Cannot be loaded (CE)",
        ),
    ],
    ids=["cut short", "not again", "interrupted", "not loaded"],
)
def test_the_text_says_how_it_ended(found: StressResult, words: str) -> None:
    assert words in stress_text(found, Screen(width=200), "")


def test_a_terminal_shows_the_number_of_inputs_and_the_time_left() -> None:
    stream = io.StringIO()
    with LiveStress(stream, Screen(live=True)) as live:
        live.on_input(StressResult(1, 8.0, tried=1_234), 12.0)
    assert "  1,234 random inputs, 12 s left" in stream.getvalue()


def test_a_terminal_shows_the_number_of_smaller_inputs_after_a_failure() -> None:
    stream = io.StringIO()
    with LiveStress(stream, Screen(live=True)) as live:
        live.on_input(FOUND, 12.0)
    assert "  input 1,234 failed; trying smaller ones: 56" in stream.getvalue()


def test_a_pipe_gets_no_line_that_is_drawn_over() -> None:
    stream = io.StringIO()
    with LiveStress(stream, PLAIN) as live:
        live.on_input(FOUND, 12.0)
    assert stream.getvalue() == ""
