"""Sentences of a statement and the tests behind them, as promises.toml lists them."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge.errors import ProblemError
from judge.verify import promises
from judge.verify.folder_check import check_folder

STATEMENT = """# Median

Return the median. An empty list
gives `None`, and the list
  is not changed.
"""
TESTS = 'def test_one(solution):\n    pass\n\nclass TestMore:\n    def test_two(self, solution):\n        """test_three"""\n'


def problem(folder: Path, listed: str) -> Path:
    (folder / "tests").mkdir()
    (folder / "statement.md").write_text(STATEMENT)
    (folder / "promises.toml").write_text(listed)
    (folder / "tests/test_hidden.py").write_text(TESTS)
    (folder / "tests/test_sample.py").write_text("def test_sample(solution):\n    pass\n")
    (folder / "tests/reference.py").write_text("def test_no_test():\n    pass\n")
    return folder


def found(folder: Path) -> list[str]:
    return [finding.what for finding in promises.promises(folder)]


def test_a_quote_may_run_over_lines_and_name_tests_of_all_files(tmp_path: Path) -> None:
    listed = '"Return the median." = ["test_one"]\n"An empty list gives `None`, and the list is not" = ["test_two", "test_sample"]\n'
    assert found(problem(tmp_path, listed)) == []
    assert promises.read(tmp_path)["Return the median."] == ["test_one"]


@pytest.mark.parametrize("quote", ["Return the mean.", "return the median.", "", " "])
def test_a_quote_that_the_statement_does_not_hold_is_an_error(tmp_path: Path, quote: str) -> None:
    (what,) = found(problem(tmp_path, f'"{quote}" = ["test_one"]'))
    assert what == f"quotes {quote!r}, which statement.md does not say"


def test_a_quote_without_a_test_is_an_error(tmp_path: Path) -> None:
    assert found(problem(tmp_path, '"Return the median." = []')) == ["names no test for 'Return the median.'"]


@pytest.mark.parametrize("name", ["test_three", "test_no_test", "TestMore", "test_hidden.py"])
def test_a_name_that_no_test_file_defines_is_an_error(tmp_path: Path, name: str) -> None:
    (what,) = found(problem(tmp_path, f'"Return the median." = ["test_one", "{name}"]'))
    assert what == f"names {name}, which no file of tests/ defines"


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ('"Return the median." = "test_one"', "is not a list of names"),
        ('"Return the median." = [1]', "is not a list of names"),
        ("[part]\na = []", "is not a list of names"),
        ("Return the median.", "cannot be read"),
        ('"a" = []\n"a" = []', "cannot be read"),
    ],
)
def test_another_shape_of_file_is_refused(tmp_path: Path, listed: str, message: str) -> None:
    folder = problem(tmp_path, listed)
    with pytest.raises(ProblemError, match=message):
        promises.read(folder)
    (finding,) = promises.promises(folder)
    assert finding.where == "promises.toml"


def test_a_problem_need_not_list_its_promises(tmp_path: Path) -> None:
    (problem(tmp_path, "") / "promises.toml").unlink()
    assert found(tmp_path) == []


def test_the_check_of_a_folder_reports_them(tmp_path: Path) -> None:
    folder = problem(tmp_path, '"Return the mean." = ["test_one"]')
    where = [finding.where for finding in check_folder(folder) if "quotes" in finding.what]
    assert where == ["promises.toml"]
    assert not [one for one in check_folder(folder) if "does not belong" in one.what and one.where == "promises.toml"]
