"""What was changed from one source to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from judge.contest.source_diff import CONTEXT, MOST_CHARS, MOST_SHOWN, Change, compare


def shown(before: str, after: str) -> list[str]:
    return [f"{line.change}{line.text}" for line in compare(before.encode(), after.encode())]


def test_a_changed_line_is_shown_with_context() -> None:
    lines = [f"line {number}" for number in range(20)]
    changed = [*lines[:10], "new", *lines[11:]]
    assert shown("\n".join(lines), "\n".join(changed)) == [
        "…",
        " line 7",
        " line 8",
        " line 9",
        "-line 10",
        "+new",
        " line 11",
        " line 12",
        " line 13",
        "…",
    ]


def test_lines_between_distant_changes_are_left_out() -> None:
    lines = [f"line {number}" for number in range(40)]
    changed = ["first", *lines[1:-1], "last"]
    assert shown("\n".join(lines), "\n".join(changed)).count("…") == 1


def test_other_line_breaks_are_not_a_change() -> None:
    assert shown("a\r\nb\r\n", "a\nc\n") == [" a", "-b", "+c"]


def test_bytes_that_are_not_text_are_shown_as_replacement_characters() -> None:
    assert [line.text for line in compare(b"\xff", b"a")] == ["\ufffd", "a"]


def test_a_long_line_is_cut() -> None:
    (gone, _) = compare(b"x" * (256 << 10), b"y")
    assert len(gone.text) == MOST_CHARS + 1


def test_many_changes_are_cut_with_a_gap_at_the_end() -> None:
    lines = compare("\n".join(map(str, range(400))).encode(), b"nothing")
    assert len(lines) == MOST_SHOWN + 1
    assert lines[-1].change is Change.GAP


def test_very_large_changes_are_not_compared() -> None:
    assert compare(b"\n" * (256 << 10), b"a\n" * (128 << 10)) == ()


def test_a_changed_line_in_a_very_long_source_is_found() -> None:
    long = [f"{number % 7}" for number in range(100_000)]
    changed = [*long[:50_000], "new", *long[50_000:]]
    assert len(shown("\n".join(long), "\n".join(changed))) == 2 * CONTEXT + 3


@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abc"), max_size=30))
def test_same_and_removed_lines_come_from_before_same_and_added_from_after(before: list[str], after: list[str]) -> None:
    lines = compare("\n".join(before).encode(), "\n".join(after).encode())
    if any(line.change is Change.GAP for line in lines):
        return
    if before != after and lines:
        old = [line.text for line in lines if line.change in {Change.SAME, Change.REMOVED}]
        new = [line.text for line in lines if line.change in {Change.SAME, Change.ADDED}]
        assert "\n".join(old) in "\n".join(before)
        assert "\n".join(new) in "\n".join(after)
