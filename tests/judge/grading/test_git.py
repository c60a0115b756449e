"""A hostile .git: each trick is first seen to work against git as everybody runs it, and then not against ours."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.errors import UsageError
from judge.grading import branch
from judge.grading import git as plumbing
from judge.grading.git import Git
from judge.grading.trusted_files import write_trusted_files
from tests.support.git_repositories import commit, git, write

Trick = Callable[[Path, str], None]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """main has problems; the branch `mine` has changed a solution."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init")
    write(folder / "problems/addition/problem.toml", "format = 1\n")
    write(folder / "solutions/addition.py", "old")
    commit(folder)
    git(folder, "checkout", "-b", "mine")
    write(folder / "solutions/addition.py", "new")
    write(folder / "problems/addition/problem.toml", "format = 666\n")
    commit(folder)
    return folder


def look(folder: Path) -> tuple[dict[str, int], bytes]:
    """All that judge asks: what has changed, and the problems of main."""
    into = folder.parent / "trusted"
    with Git(folder, os.environ["PATH"]) as found:
        changed = branch.changed(found, "main", ["solutions"])
        taken = write_trusted_files(found, "main", into)
    assert taken.problems is not None
    return changed, (taken.problems / "addition/problem.toml").read_bytes()


RIGHT = ({"solutions/addition.py": 0o100644}, b"format = 1\n")


def test_what_has_changed_and_the_problems_of_main(repository: Path) -> None:
    assert look(repository) == RIGHT


def fsmonitor(folder: Path, run: str) -> None:
    git(folder, "config", "core.fsmonitor", f"{run}; false")


def included(folder: Path, run: str) -> None:
    """The trick is in a file of the branch, and .git/config includes it."""
    write(folder / "harmless.txt", f'[core]\n\tfsmonitor = "{run}; false"\n')
    git(folder, "config", "include.path", str(folder / "harmless.txt"))


def smudge(folder: Path, run: str) -> None:
    write(folder / ".gitattributes", "*.toml filter=evil\n")
    git(folder, "config", "filter.evil.smudge", f"{run}; cat")


def process_filter(folder: Path, run: str) -> None:
    write(folder / ".git/info/attributes", "*.toml filter=evil\n")
    git(folder, "config", "filter.evil.process", run)


def hook(folder: Path, run: str) -> None:
    write(folder / ".git/hooks/post-checkout", f"#!/bin/sh\n{run}\n").chmod(0o755)


def hooks_path(folder: Path, run: str) -> None:
    write(folder / "tools/post-checkout", f"#!/bin/sh\n{run}\n").chmod(0o755)
    git(folder, "config", "core.hooksPath", str(folder / "tools"))


def external_diff(folder: Path, run: str) -> None:
    git(folder, "config", "diff.external", f"{run}; true")


def textconv(folder: Path, run: str) -> None:
    write(folder / ".gitattributes", "* diff=evil\n")
    git(folder, "config", "diff.evil.textconv", f"{run}; cat")


def alias(folder: Path, run: str) -> None:
    git(folder, "config", "alias.st", f"!{run}")


def lazy_fetch(folder: Path, run: str) -> None:
    """An object is missing, and the configuration says which program has it: reading the object runs that."""
    missing = git(folder, "rev-parse", "main:problems/addition/problem.toml")
    (folder / ".git/objects" / missing[:2] / missing[2:]).unlink()
    git(folder, "config", "core.repositoryFormatVersion", "1")
    git(folder, "config", "extensions.partialClone", "origin")
    git(folder, "config", "remote.origin.url", str(folder.parent))
    git(folder, "config", "remote.origin.promisor", "true")
    git(folder, "config", "remote.origin.uploadpack", f"{run};")


TRICKS = [
    (fsmonitor, ["status"]),
    (included, ["status"]),
    (smudge, ["checkout", "main", "--", "problems"]),
    (process_filter, ["checkout", "main", "--", "problems"]),
    (hook, ["checkout", "main", "--", "problems"]),
    (hooks_path, ["checkout", "main", "--", "problems"]),
    (external_diff, ["diff", "main"]),
    (textconv, ["diff", "main"]),
    (alias, ["st"]),
    (lazy_fetch, ["cat-file", "-p", "main:problems/addition/problem.toml"]),
]


@pytest.mark.parametrize(("trick", "naive"), TRICKS, ids=[trick.__name__ for trick, _ in TRICKS])
def test_a_program_that_the_configuration_names_is_not_run(repository: Path, trick: Trick, naive: list[str]) -> None:
    mark = repository.parent / "ran"
    trick(repository, f"touch {mark}")
    git(repository, *naive, check=False)
    assert mark.exists(), "the trick does not work at all"
    mark.unlink()
    if trick is lazy_fetch:
        with pytest.raises(UsageError, match="is missing in this repository"):
            look(repository)
    else:
        assert look(repository) == RIGHT
    assert not mark.exists()


def test_a_git_in_a_relative_folder_of_the_path_is_not_run(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = repository.parent / "ran"
    write(repository / "bin/git", f"#!/bin/sh\ntouch {mark}\n").chmod(0o755)
    monkeypatch.chdir(repository)
    monkeypatch.setenv("PATH", f"bin:{os.environ['PATH']}")
    subprocess.run(["git", "status"], check=True)
    assert mark.exists()
    mark.unlink()
    assert look(repository) == RIGHT
    assert not mark.exists()


def test_variables_of_git_are_not_obeyed(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook is run with GIT_DIR set; others name a program."""
    mark = repository.parent / "ran"
    told = {"GIT_EXTERNAL_DIFF": f"touch {mark}; true", "GIT_NAMESPACE": "other", "GIT_CONFIG_COUNT": "not a number"}
    git(repository, "diff", "main", GIT_EXTERNAL_DIFF=told["GIT_EXTERNAL_DIFF"])
    assert mark.exists()
    mark.unlink()
    for name, value in (told | {"GIT_DIR": "/nowhere", "GIT_INDEX_FILE": "/nowhere"}).items():
        monkeypatch.setenv(name, value)
    assert look(repository) == RIGHT
    assert not mark.exists()


def test_a_replaced_object_is_not_trusted(repository: Path) -> None:
    """refs/replace shows another file wherever git is asked for the one of main."""
    true = git(repository, "rev-parse", "main:problems/addition/problem.toml")
    forged = git(repository, "rev-parse", "mine:problems/addition/problem.toml")
    git(repository, "replace", true, forged)
    assert git(repository, "show", "main:problems/addition/problem.toml") == "format = 666"
    assert look(repository) == RIGHT


def test_a_grafted_history_is_not_trusted(repository: Path) -> None:
    """info/grafts says that the branch and main have nothing in common."""
    write(repository / ".git/info/grafts", git(repository, "rev-parse", "mine") + "\n")
    assert git(repository, "merge-base", "main", "mine", check=False) == ""
    assert look(repository) == RIGHT


def test_a_working_tree_that_claims_to_be_elsewhere_is_not_trusted(repository: Path) -> None:
    git(repository, "config", "core.worktree", "/etc")
    assert git(repository, "rev-parse", "--show-toplevel") == "/etc"
    with Git(repository, os.environ["PATH"]) as found:
        assert found.top == repository


def test_a_repository_of_another_owner_can_be_read(repository: Path) -> None:
    """CI in a container meets that every day; git itself refuses, as it would obey the other's configuration."""
    if os.geteuid():
        pytest.skip("only root can give files away")
    for path in (repository, *repository.rglob("*")):
        os.lchown(path, 12345, 12345)
    assert git(repository, "status", check=False, GIT_TEST_ASSUME_DIFFERENT_OWNER="1") == ""
    assert look(repository) == RIGHT


@pytest.mark.parametrize("where", ["packed-refs", "refs/heads/main", "config", "HEAD"])
def test_a_fifo_in_it_keeps_nobody_waiting(repository: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = repository / ".git" / where
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(["git", "rev-parse", "main"], check=False, cwd=repository, timeout=1)
    monkeypatch.setattr(plumbing, "GIT_S", 1.0)
    with pytest.raises(UsageError, match="timed out after|is not a regular file|no such commit"):
        look(repository)


@pytest.mark.parametrize("where", ["packed-refs", "HEAD", "config", "refs/heads/main"])
def test_a_link_to_a_secret_of_the_host_is_not_quoted(repository: Path, where: str) -> None:
    """git says of packed-refs which line it does not understand."""
    secret = write(repository.parent / "secret", "token=hunter2\n")
    path = repository / ".git" / where
    path.unlink(missing_ok=True)
    path.symlink_to(secret)
    if where == "packed-refs":
        told = subprocess.run(["git", "branch"], cwd=repository, check=False, capture_output=True, text=True)
        assert "hunter2" in told.stderr
    with pytest.raises(UsageError) as raised:
        look(repository)
    assert "hunter2" not in raised.value.message + raised.value.hint


def test_nothing_is_written_into_it(repository: Path) -> None:
    def listed() -> list[tuple[str, int]]:
        return sorted((str(path), path.stat().st_mtime_ns) for path in repository.rglob("*"))

    before = listed()
    look(repository)
    assert listed() == before


def test_a_worktree_and_sha256_are_read_too(tmp_path: Path) -> None:
    folder = tmp_path / "main"
    folder.mkdir()
    git(folder, "init", "--object-format=sha256")
    write(folder / "problems/addition/problem.toml", "format = 1\n")
    commit(folder)
    git(folder, "worktree", "add", "-b", "mine", str(tmp_path / "tree"))
    write(tmp_path / "tree/solutions/addition.py", "new")
    commit(tmp_path / "tree")
    assert look(tmp_path / "tree") == RIGHT


def test_packed_refs_and_packed_objects_are_read(repository: Path) -> None:
    git(repository, "gc")
    assert not (repository / ".git/refs/heads/main").exists()
    assert look(repository) == RIGHT


@pytest.mark.parametrize("content", ["", "ref: refs/heads/none\n", "garbage\n", "f" * 40 + "\n", "x" * (2 << 20)])
def test_a_damaged_head_is_explained(repository: Path, content: str) -> None:
    write(repository / ".git/HEAD", content)
    with pytest.raises(UsageError):
        look(repository)


def test_no_git_is_explained(repository: Path) -> None:
    with pytest.raises(UsageError, match="git is not installed"):
        Git(repository, "/nowhere:bin")
