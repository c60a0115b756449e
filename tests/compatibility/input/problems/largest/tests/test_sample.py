def test_three(solution):
    assert solution.largest([1, 3, 2]) == 3
