def test_all_negative(solution):
    assert solution.largest([-5, -2, -9]) == -2


def test_one_alone(solution):
    assert solution.largest([4]) == 4
