"""`judge stress` as a person reads it."""

import io
from dataclasses import replace

import pytest
from sample_reports import failed

from judge.render.screen import Screen
from judge.render.stressing import LiveStress, stress_text
from judge.stressing import Stressed
from judge.verdict import Verdict

PLAIN = Screen()
FOUND = Stressed(42, 1.5, tried=1_234, tried_smaller=56, failure=failed("test_any"), finished=True)


def test_nothing_found_is_one_line() -> None:
    assert stress_text(Stressed(42, 20.0, tried=1_234), PLAIN, "judge stress x").strip() == (
        "✓ No difference in 1,234 random inputs (20 s, seed 42)"
    )


def test_a_finding_shows_reason_detail_output_and_how_to_have_it_again() -> None:
    shown = stress_text(FOUND, PLAIN, "judge stress x --seed 42")
    for words in (
        "✗ test_any  WA hidden\n  largest difference 0.5",
        "f(1) gave 2",
        "| printed",
        "Wrong answer (WA) on input 1,234\n",
        "the smallest that fails, 56 more tried in 1.50 s.",
        "  Again: judge stress x --seed 42",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (replace(FOUND, finished=False), "there may be a smaller one"),
        (replace(FOUND, passed_again=True), "does the solution remember earlier calls"),
        (replace(FOUND, interrupted=True), "Interrupted."),
        (Stressed(1, refusal=(Verdict.COMPILE_ERROR, "SyntaxError: x")), "  SyntaxError: x\n\n✗ Cannot be loaded (CE)"),
    ],
    ids=["cut short", "not again", "interrupted", "not loaded"],
)
def test_how_it_ended_is_said(found: Stressed, words: str) -> None:
    assert words in stress_text(found, Screen(width=200), "")


def test_a_terminal_is_told_of_inputs_and_of_the_time_that_is_left() -> None:
    stream = io.StringIO()
    with LiveStress(stream, Screen(live=True)) as live:
        live.on_input(Stressed(1, 8.0, tried=1_234), 12.0)
    assert "  1,234 random inputs, 12 s left" in stream.getvalue()


def test_a_terminal_is_told_of_smaller_inputs_once_one_has_failed() -> None:
    stream = io.StringIO()
    with LiveStress(stream, Screen(live=True)) as live:
        live.on_input(FOUND, 12.0)
    assert "  input 1,234 failed; trying smaller ones: 56" in stream.getvalue()


def test_a_pipe_gets_no_line_that_is_drawn_over() -> None:
    stream = io.StringIO()
    with LiveStress(stream, PLAIN) as live:
        live.on_input(FOUND, 12.0)
    assert stream.getvalue() == ""
