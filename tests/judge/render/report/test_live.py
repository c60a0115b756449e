"""Progress while a submission is judged."""

import io

import pytest

from judge.render.report.live import Live
from judge.render.shared import text
from judge.render.shared.screen import Screen
from judge.submission import SourceLoaded, TestEnded, TestName, TestsCollected
from tests.support.sample_reports import failed, passed

TESTS = [passed("test_a"), passed("test_b"), failed("test_c"), passed("test_d", "hidden")]


def play(screen: Screen, upto: int = len(TESTS)) -> str:
    stream = io.StringIO()
    with Live(stream, screen) as live:
        live.on_event(TestsCollected(tuple(TestName(test.name, test.group) for test in TESTS)))
        live.on_event(SourceLoaded())
        for test in TESTS[:upto]:
            live.on_event(TestEnded(test))
    return stream.getvalue()


def test_a_group_is_one_plain_line_where_nothing_can_be_drawn_over() -> None:
    assert play(Screen()).split("\n") == [
        "  sample    ✓✓  2 of 2  4 ms",
        "  hidden    ✗✓  1 of 2  33 ms",
        "",
    ]


def test_a_terminal_ends_up_with_the_same_lines() -> None:
    drawn = play(Screen(live=True))
    final = [line.split("\r\x1b[K")[-1] for line in drawn.split("\n")]
    assert "\n".join(final) == play(Screen())


def test_a_group_that_was_cut_short_says_how_far_it_came() -> None:
    assert "hidden    ✗·  1 of 2" in play(Screen(), upto=3)


def test_many_tests_share_their_marks_and_one_failure_stays_visible() -> None:
    stream = io.StringIO()
    tests = [failed("x") if n == 250 else passed(group="hidden") for n in range(500)]
    with Live(stream, Screen(width=60)) as live:
        live.on_event(TestsCollected(tuple(TestName(test.name, test.group) for test in tests)))
        for test in tests:
            live.on_event(TestEnded(test))
    (line,) = stream.getvalue().splitlines()
    assert text.width(line) <= 60
    assert line.count("✗") == 1


def test_notes_stand_on_their_own_lines() -> None:
    stream = io.StringIO()
    with Live(stream, Screen()) as live:
        live.say("building the image \x1b[2J")
    assert stream.getvalue() == "building the image\n"


def test_an_error_passes_through_and_leaves_a_clean_line() -> None:
    stream = io.StringIO()

    def be_interrupted() -> None:
        with Live(stream, Screen(live=True)) as live:
            live.on_event(TestsCollected((TestName("a", "sample"), TestName("b", "sample"))))
            live.on_event(TestEnded(passed("a")))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        be_interrupted()
    assert stream.getvalue().endswith("1 of 2  2 ms\n")


def test_what_takes_long_is_named_the_loading_first_then_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judge.render.report.live._PATIENCE_S", -1.0)
    monkeypatch.setattr("judge.render.report.live._FRAME_S", -1.0)
    stream = io.StringIO()
    with Live(stream, Screen(live=True)) as live:
        live.on_event(TestsCollected((TestName("test_slow", "sample"),)))
        loading = stream.getvalue()
        live.on_event(SourceLoaded())
    assert "loading the solution" in loading
    assert "test_slow" not in loading
    assert "test_slow" in stream.getvalue()
