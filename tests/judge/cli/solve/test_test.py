"""`judge test`, over a plain process."""

from pathlib import Path

import pytest

from tests.support.small_problems import STUB, Judge


@pytest.mark.usefixtures("right")
def test_the_samples_alone_are_run_by_test_and_nothing_is_recorded(judge: Judge) -> None:
    ran = judge("test", "addition")
    assert ran.code == 0
    assert "Samples pass (2 of 2)" in ran.out
    assert "Now run all tests: judge submit addition" in ran.out
    assert "Nothing submitted yet" in judge("history").out


@pytest.mark.usefixtures("right")
def test_case_picks_tests_by_a_part_of_their_name(judge: Judge) -> None:
    assert "(1 of 1)" in judge("test", "addition", "--case", "zeros").out
    ran = judge("test", "addition", "--case", "nothing")
    assert ran.code == 2
    assert "no sample test of addition has 'nothing'" in ran.err


def test_fail_fast_skips_the_rest(judge: Judge, folder: Path) -> None:
    (folder / "mine.py").write_text(STUB)
    ran = judge("test", "addition", "mine.py", "-x")
    assert ran.code == 1
    assert "1 skipped" in ran.out
