"""`judge hint`."""

from tests.support.small_problems import Judge


def test_hints_come_one_by_one_and_any_of_them_again(judge: Judge) -> None:
    assert "Use a sign." in judge("hint", "addition").out
    assert "hint 2 of 2" in judge("hint", "addition").out
    assert "all 2 hints" in judge("hint", "addition").out
    assert "Use a sign." in judge("hint", "addition", "1").out
    assert judge("hint", "addition", "3").code == 2


def test_a_number_alone_is_a_hint_of_the_current_problem(judge: Judge) -> None:
    judge("start", "addition")
    assert "Use the plus sign." in judge("hint", "2").out
