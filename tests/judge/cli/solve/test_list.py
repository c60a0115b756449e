"""`judge list`."""

from pathlib import Path

from judge.render.shared.text import width
from tests.support.small_problems import Judge


def test_the_list_has_every_problem_and_its_columns_align_with_chinese_titles(judge: Judge) -> None:
    ran = judge("list")
    assert ran.code == 0
    head, *rows = ran.out.splitlines()[:3]
    at = width(head[: head.index("Level")])
    assert [_column(row, at).split()[0] for row in rows] == ["hard", "easy"]
    assert "0 of 2 solved" in ran.out


def _column(row: str, at: int) -> str:
    return next(row[n:] for n in range(len(row)) if width(row[:n]) == at)


def test_the_list_is_filtered_by_tag_difficulty_and_status(judge: Judge) -> None:
    assert "addition" not in judge("list", "--tag", "deep").out
    assert "add_hard" not in judge("list", "--difficulty", "easy").out
    assert judge("list", "--status", "solved").out == ""


def test_a_broken_problem_does_not_hide_the_others(judge: Judge, folder: Path) -> None:
    path = folder / "problems/add_hard/problem.toml"
    path.write_text(path.read_text().replace("time_s = 1.0", "time_s = 'x'"))
    ran = judge("list")
    assert ran.code == 3
    assert "addition" in ran.out
    assert "problem.toml, line 9: limits.time_s must be" in ran.err


def test_damaged_records_do_not_hide_the_problems(judge: Judge, folder: Path) -> None:
    (folder / "home").mkdir()
    (folder / "home/records.sqlite3").write_bytes(b"no database, and certainly long enough to be looked at")
    ran = judge("list")
    assert ran.code == 0
    assert "addition" in ran.out
    assert "Your progress is not shown" in ran.err
    assert "solved" not in ran.out
    assert judge("list", "--status", "solved").code == 70


def test_no_problems_at_all_is_said(judge: Judge, folder: Path) -> None:
    (folder / "empty").mkdir()
    ran = judge("--problems", "empty", "list")
    assert ran.code == 2
    assert "--problems DIR" in ran.err


def test_the_path_of_a_broken_problem_reaches_no_terminal_as_it_is(judge: Judge, folder: Path) -> None:
    root = folder / "odd\x1b]0;title\x07"
    (root / "broken").mkdir(parents=True)
    (root / "broken" / "problem.toml").write_text("format = 2\n")
    ran = judge("--problems", str(root), "list")
    assert "format" in ran.err
    assert "\x1b" not in ran.out + ran.err
