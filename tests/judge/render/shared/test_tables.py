"""Tables fit the screen and align, Chinese or not."""

from judge.render.shared import text
from judge.render.shared.screen import Screen
from judge.render.shared.tables import table

ROWS = [["a", "层归一化", "1", "tags and more"], ["long_name", "ab", "20", "x"]]
HEAD = ["Problem", "题目", "N", "Tags"]


def test_columns_align_with_characters_of_two_columns() -> None:
    lines = table(HEAD, ROWS, Screen(), right={2}).split("\n")
    assert {text.width(line[: line.index(mark)]) for line, mark in zip(lines, ("Tags", "tags", "x"), strict=True)} == {
        25
    }


def test_a_narrow_screen_shortens_the_last_column_and_then_leaves_it_out() -> None:
    for width in (12, 20, 24, 34):
        assert max(map(text.width, table(HEAD, ROWS, Screen(width=width)).split("\n"))) <= width
    assert "Tags" not in table(HEAD, ROWS, Screen(width=24))
    assert "tags a…" in table(HEAD, ROWS, Screen(width=32))


def test_colours_do_not_move_columns() -> None:
    rows = [[("a", "red"), *ROWS[0][1:]], ROWS[1]]
    assert text.clean(table(HEAD, rows, Screen(color=True))) == table(HEAD, ROWS, Screen())
