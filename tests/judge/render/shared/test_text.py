"""Foreign text is made fit to be shown."""

import pytest

from judge.render.shared import text


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jcleared", "cleared"),
        ("\x1bcreset", "reset"),
        ("a\x00\x07\x08\x7fb", "ab"),
        ("\u202eabc\u2066\u200f", "abc"),
        ("tag\U000e0041", "tag"),
        ("over\rwritten\r\nend", "over\nwritten\nend"),
        ("a\tb", "a   b"),
        ("lone \ud800", "lone \ufffd"),
        ("中文 é 🎉", "中文 é 🎉"),
        ("Z" + "\u0301" * 50 + "algo", "Z" + "\u0301" * 4 + "algo"),
        ("Tie\u0302\u0301ng Vie\u0302\u0323t", "Tie\u0302\u0301ng Vie\u0302\u0323t"),
        ("why\n  ::error::x", "why\n|   ::error::x"),
        ("a ##[group]b ##vso[task.x]", "a # #[group]b # #vso[task.x]"),
        ("a[::2] is std::x\n## heading", "a[::2] is std::x\n## heading"),
    ],
)
def test_control_characters_are_gone_and_words_stay(foreign: str, shown: str) -> None:
    assert text.clean(foreign) == shown


def test_nothing_that_could_move_a_cursor_survives() -> None:
    every = "".join(map(chr, [*range(0x300), *range(0x2000, 0x2100), *range(0xD7F0, 0xE010), *range(0xFE00, 0x10000)]))
    kept = text.clean(every * 2, max_chars=100_000, max_lines=10_000).replace("\n", "")
    assert all(char.isprintable() or char in " \u00a0" or char.isspace() or ord(char) >= 0xE000 for char in kept)
    kept.encode()


def test_long_text_is_cut_and_marked() -> None:
    assert text.clean("a" * 50, max_chars=10) == "aaaaaaaaaa\n[cut]"
    assert text.clean("a\n" * 50, max_lines=2) == "a\na\n[cut]"
    assert text.clean("\x1b[0m" * 10_000_000, max_chars=10).endswith("[cut]")


def test_one_line_is_one_line() -> None:
    assert text.one_line("a\n\n  b\u2028c") == "a b c"


def test_chinese_characters_take_two_columns_and_accents_none() -> None:
    assert text.width("层归一化") == 8
    assert text.width("e\u0301") == 1
    assert text.pad("中", 4) == "中  "
    assert text.shorten("层归一化", 6) == "层归…"


def test_lines_are_wrapped_by_columns_and_keep_their_indent() -> None:
    lines = text.wrap("  " + "word " * 20 + "\n" + "中" * 30, 30)
    assert all(text.width(line) <= 30 for line in lines)
    assert all(line.startswith("  word") for line in lines[:4])
    assert sum(line.count("中") for line in lines) == 30


def test_a_wrapped_line_does_not_go_on_as_a_command() -> None:
    assert text.wrap("x" * 25 + " ::error::forged", 30) == ["x" * 25, "| ::error::forged"]


def test_a_line_without_spaces_is_wrapped_too() -> None:
    assert "".join(text.wrap("x" * 100, 30)) == "x" * 100
