def test_a_word(solution):
    assert solution.turned("abc") == "cba"
