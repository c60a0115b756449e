def test_one_and_two(solution):
    assert solution.add(1, 2) == 3


def test_zeros(solution):
    assert solution.add(0, 0) == 0
