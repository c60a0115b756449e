"""`judge new`: a folder that is a problem already, and an author who cannot lose anything by a slip."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from judge import problem, scaffold
from judge.errors import StorageError, UsageError
from judge.verify import check_folder

ROOT = Path(__file__).resolve().parents[2]


def test_a_new_folder_is_a_problem_with_the_id_as_its_entry(tmp_path: Path) -> None:
    folder = scaffold.create(tmp_path, "even-sum")
    made = problem.load(folder)
    assert (made.id, made.entry) == ("even_sum", ("even_sum",))
    assert set(made.test_files()) >= {"test_sample.py", "test_hidden.py", "reference.py", "strategies.py"}


def test_a_new_folder_lacks_only_what_its_author_has_to_write(tmp_path: Path) -> None:
    findings = check_folder(scaffold.create(tmp_path, "even_sum"))
    assert {(finding.where, finding.what.partition(" (")[0]) for finding in findings} == {
        ("problem.toml", "still says TODO"),
        ("statement.md", "still says TODO"),
        ("statement.zh.md", "still says TODO"),
        ("editorial.md", "still says TODO"),
        ("submissions/accepted", "needs at least 2 solutions, has 1"),
        ("submissions", "needs at least 8 submissions that must not be accepted, has 1"),
    }


@pytest.mark.parametrize(
    ("file", "passes"),
    [("submissions/accepted/one_pass.py", True), ("submissions/wrong_answer/sums_the_odd_ones.py", False)],
)
def test_the_example_runs_under_plain_pytest(tmp_path: Path, file: str, *, passes: bool) -> None:
    folder = scaffold.create(tmp_path, "even_sum")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    command += ["--rootdir", str(tmp_path), "-c", "/dev/null", "--solution", str(folder / file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is passes, done.stdout


@pytest.mark.parametrize("name", ["", "a", "Even", "2sum", "../up", "a b", "class", "x" * 65, "é_sum", "a/b", "-x"])
def test_a_name_that_can_be_no_id_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is not a valid problem id"):
        scaffold.create(tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "even_sum"
    folder.mkdir()
    (folder / "mine.txt").write_text("work")
    with pytest.raises(UsageError, match="already exists"):
        scaffold.create(tmp_path, "even_sum")
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "problems").write_text("a file, not a folder")
    with pytest.raises(StorageError, match="even_sum cannot be written"):
        scaffold.create(tmp_path / "problems", "even_sum")
