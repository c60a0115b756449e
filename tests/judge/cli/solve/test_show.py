"""`judge show`."""

from tests.support.small_problems import Judge


def test_a_statement_is_plain_markdown_where_nobody_looks(judge: Judge) -> None:
    assert judge("show", "addition").out == "# Addition\n\nAdd *two* numbers.\n"
    assert "求和" in judge("show", "addition", "--lang", "zh").out
    assert "## Solution" in judge("show", "addition", "--editorial").out
