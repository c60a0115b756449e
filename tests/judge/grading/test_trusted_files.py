"""Problems and rules from git at another ref, on real repositories and on trees that git would never make."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from judge.errors import JudgeError, ProblemError, UsageError
from judge.grading import trusted_files
from judge.grading.git import Git
from judge.grading.trusted_files import TrustedFiles, write_trusted_files
from tests.support.git_repositories import blob_of, commit, commit_of_tree, git, tree_of, write


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """One commit on main with a.py, b.py and c.py; the branch `mine` begins there."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init")
    for name in "abc":
        write(folder / f"solutions/{name}.py", f"{name}\n" * 20)
    commit(folder)
    git(folder, "checkout", "-b", "mine")
    return folder


def take(folder: Path, wanted: str = "main") -> TrustedFiles:
    with Git(folder, os.environ["PATH"]) as found:
        return write_trusted_files(found, wanted, folder.parent / "into")


def files(taken: TrustedFiles) -> dict[str, bytes]:
    assert taken.problems is not None
    folder = taken.problems.parent
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_problems_and_rules_are_those_of_the_ref_byte_for_byte(repository: Path) -> None:
    git(repository, "checkout", "main")
    write(repository / ".gitattributes", "* text eol=crlf export-ignore ident\n")
    told = {"problems/p/problem.toml": b"$Id$\nx\n", "problems/p/tests/test_a.py": b"\xff\0", "judge.toml": b"rules\n"}
    for name, content in told.items():
        write(repository / name, content)
    write(repository / "problemsetting.txt")
    head = commit(repository)
    git(repository, "checkout", "mine")
    taken = take(repository)
    assert files(taken) == told
    assert taken.commit == head
    assert taken.rules == repository.parent / "into/judge.toml"


def test_problems_may_lie_in_another_folder(repository: Path) -> None:
    write(repository / "course/week 1/p/problem.toml", "x")
    commit(repository)
    assert files(take(repository, "mine:course/week 1/")) == {"problems/p/problem.toml": b"x"}


def test_rules_alone_leave_the_problems_as_they_are(repository: Path) -> None:
    write(repository / "judge.toml", "x")
    commit(repository)
    taken = take(repository, "mine")
    assert taken.problems is None
    assert taken.rules is not None


@pytest.mark.parametrize(
    "wanted", ["main", "main:nowhere", "main:../etc", "main:/etc/..", "main:.git", "nope", "-main", ""]
)
def test_a_ref_without_problems_and_rules_is_explained(repository: Path, wanted: str) -> None:
    with pytest.raises(UsageError):
        take(repository, wanted)


def evil(repository: Path, *entries: tuple[str, str, str, str]) -> str:
    """A commit whose problems/p has such entries."""
    folder = tree_of(repository, *entries)
    problems = tree_of(repository, ("40000", "tree", folder, "p"))
    return commit_of_tree(repository, tree_of(repository, ("40000", "tree", problems, "problems")), "main")


def test_a_link_is_refused(repository: Path) -> None:
    made = evil(repository, ("120000", "blob", blob_of(repository, b"/etc/passwd"), "problem.toml"))
    with pytest.raises(ProblemError, match=r"problems/p/problem\.toml is a symbolic link"):
        take(repository, made)


def test_a_submodule_is_refused(repository: Path) -> None:
    made = evil(repository, ("160000", "commit", git(repository, "rev-parse", "main"), "tests"))
    with pytest.raises(ProblemError, match="problems/p/tests is a submodule"):
        take(repository, made)


def test_problems_that_are_themselves_a_link_are_refused(repository: Path) -> None:
    tree = tree_of(repository, ("120000", "blob", blob_of(repository, b"/etc"), "problems"))
    with pytest.raises(ProblemError, match="problems is a symbolic link"):
        take(repository, commit_of_tree(repository, tree))


def test_a_file_in_the_place_of_the_folder_is_refused(repository: Path) -> None:
    tree = tree_of(repository, ("100644", "blob", blob_of(repository), "problems"))
    with pytest.raises(ProblemError, match="problems is a file, not a folder"):
        take(repository, commit_of_tree(repository, tree))


@pytest.mark.parametrize("name", ["..", ".", ".git", ".GIT", "../../escaped", "/tmp/escaped", "x" * 300])
def test_a_name_that_leads_elsewhere_is_refused(repository: Path, name: str) -> None:
    made = evil(repository, ("100644", "blob", blob_of(repository), name))
    with pytest.raises(ProblemError, match="is not a valid file name"):
        take(repository, made)
    assert not (repository.parent / "escaped").exists()


def test_a_name_that_is_there_twice_is_refused(repository: Path) -> None:
    blob = blob_of(repository)
    with pytest.raises(ProblemError, match="in the tree twice"):
        take(repository, evil(repository, ("100644", "blob", blob, "x"), ("100644", "blob", blob, "x")))


def test_a_link_and_then_a_file_behind_it_is_refused(repository: Path) -> None:
    """With tar this writes outside of the folder."""
    inside = tree_of(repository, ("100644", "blob", blob_of(repository), "passwd"))
    link = blob_of(repository, os.fsencode(repository.parent))
    with pytest.raises(ProblemError, match="symbolic link"):
        take(repository, evil(repository, ("120000", "blob", link, "x"), ("40000", "tree", inside, "x")))


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 2), ("MAX_BYTES", 2500), ("MAX_BLOB", 999)])
def test_too_many_or_too_large_files_are_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    for name in ("p/a", "p/b", "p/c"):
        write(repository / "problems" / name, b"x" * 1000)
    commit(repository)
    monkeypatch.setattr(trusted_files, limit, value)
    with pytest.raises(ProblemError, match="has more than|is larger than"):
        take(repository, "mine")


def test_an_object_that_is_missing_is_explained(repository: Path) -> None:
    write(repository / "problems/p/problem.toml", "gone")
    commit(repository)
    blob = git(repository, "rev-parse", "HEAD:problems/p/problem.toml")
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(UsageError, match="is missing in this repository"):
        take(repository, "mine")


def test_a_damaged_object_is_explained(repository: Path) -> None:
    write(repository / "problems/p/problem.toml", "damaged " * 100)
    commit(repository)
    blob = git(repository, "rev-parse", "HEAD:problems/p/problem.toml")
    path = repository / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(JudgeError, match="git (cat-file|ls-tree)|is missing"):
        take(repository, "mine")
