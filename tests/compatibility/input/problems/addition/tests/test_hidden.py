import pytest


def test_negative_numbers(solution):
    assert solution.add(-7, -1) == -8


@pytest.mark.parametrize("number", [10, 1000])
def test_many(solution, number):
    assert solution.add(number, number) == 2 * number
