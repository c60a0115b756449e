def test_nothing(solution):
    assert solution.turned("") == ""


def test_a_long_word(solution):
    assert solution.turned("ab" * 5) == "ba" * 5


def test_a_word_that_is_the_same(solution):
    assert solution.turned("level") == "level"
