"""What a branch has changed, on real repositories."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from judge.errors import UsageError
from judge.grading import branch
from judge.grading.branch import LINK, MODULE
from judge.grading.git import Git
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


def changed(folder: Path, base: str = "main", *below: str) -> list[str]:
    with Git(folder, os.environ["PATH"]) as found:
        return sorted(branch.changed(found, base, below))


def test_added_and_changed_files_but_no_deleted_ones(repository: Path) -> None:
    write(repository / "solutions/a.py", "changed")
    write(repository / "solutions/new.py", "added")
    (repository / "solutions/b.py").unlink()
    commit(repository)
    assert changed(repository) == ["solutions/a.py", "solutions/new.py"]


def test_a_renamed_file_is_an_added_one(repository: Path) -> None:
    (repository / "solutions/alice").mkdir()
    git(repository, "mv", "solutions/a.py", "solutions/alice/a.py")
    commit(repository)
    assert changed(repository) == ["solutions/alice/a.py"]


def test_merged_changes_of_the_base_are_not_changes_of_the_branch(repository: Path) -> None:
    git(repository, "checkout", "main")
    write(repository / "solutions/theirs.py")
    commit(repository)
    git(repository, "checkout", "mine")
    write(repository / "solutions/ours.py")
    commit(repository)
    git(repository, "merge", "main", "-m", "merged")
    assert changed(repository) == ["solutions/ours.py"]


def test_a_reverted_change_is_not_a_change(repository: Path) -> None:
    before = (repository / "solutions/a.py").read_text()
    write(repository / "solutions/a.py", "changed")
    commit(repository)
    write(repository / "solutions/a.py", before)
    commit(repository)
    assert changed(repository) == []


def test_a_change_of_the_mode_alone_is_one(repository: Path) -> None:
    (repository / "solutions/a.py").chmod(0o755)
    commit(repository)
    assert changed(repository) == ["solutions/a.py"]


def test_only_what_lies_below_the_paths(repository: Path) -> None:
    write(repository / "solutions/new.py")
    write(repository / "solutions*/other.py")
    write(repository / "elsewhere/new.py")
    commit(repository)
    assert changed(repository, "main", "solutions") == ["solutions/new.py"]
    assert changed(repository, "main", "solutions*") == ["solutions*/other.py"]


def test_a_detached_head_is_a_branch_too(repository: Path) -> None:
    write(repository / "solutions/new.py")
    git(repository, "checkout", "--detach", commit(repository))
    assert changed(repository) == ["solutions/new.py"]


def test_any_name_of_a_commit_is_a_base(repository: Path) -> None:
    write(repository / "solutions/new.py")
    commit(repository)
    git(repository, "tag", "-a", "v1", "-m", "v1", "main")
    for base in ("HEAD~1", "v1", "refs/heads/main", git(repository, "rev-parse", "main")[:10]):
        assert changed(repository, base) == ["solutions/new.py"], base


def test_names_of_any_bytes(repository: Path) -> None:
    names = ["solutions/新/a.py", "solutions/a\nb/a.py", "solutions/\udcff/a.py", "solutions/::error::/a.py"]
    for name in names:
        write(repository / name)
    commit(repository)
    assert changed(repository) == sorted(names)


@pytest.mark.parametrize("name", ["main", "origin/main", "main~0", "main^{commit}"])
def test_a_tag_that_is_called_like_a_branch_does_not_take_its_place(repository: Path, name: str) -> None:
    """Whoever may push tags could otherwise say what main is: git takes a tag first."""
    git(repository, "update-ref", "refs/remotes/origin/main", "refs/heads/main")
    write(repository / "problems/p/problem.toml", "forged")
    forged = commit(repository)
    git(repository, "tag", name.removesuffix("~0").removesuffix("^{commit}"), forged)
    assert git(repository, "rev-parse", name) == forged, "the attack works"
    with (
        pytest.raises(
            UsageError, match=r"could be refs/tags/(origin/)?main or refs/(heads|remotes/origin)/main"
        ) as raised,
        Git(repository, os.environ["PATH"]) as opened,
    ):
        branch.commit_of(opened, name, "--problems-from")
    assert re.search(r"--problems-from refs/(heads|remotes/origin)/main$", raised.value.hint)
    with pytest.raises(UsageError, match="could be"):
        changed(repository, name)
    assert changed(repository, "refs/heads/main") == ["problems/p/problem.toml"]


def test_a_ref_that_is_called_like_a_hash_does_not_take_its_place(repository: Path) -> None:
    head = git(repository, "rev-parse", "main")
    write(repository / "solutions/new.py")
    commit(repository)
    git(repository, "branch", head[:8], "mine")
    with pytest.raises(UsageError, match=f"could be refs/heads/{head[:8]} or the start of a hash"):
        changed(repository, head[:8])
    assert changed(repository, head) == ["solutions/new.py"]


def test_a_file_of_ours_is_no_ref(repository: Path) -> None:
    write(repository / ".git/config", git(repository, "rev-parse", "main"))
    for name in ("theirs", "config", "errors-of-config", "packed-refs"):
        with pytest.raises(UsageError):
            changed(repository, name)


def criss_cross(folder: Path) -> None:
    """main and mine have merged each other's first commit: there are two places where the branch left."""
    first = git(folder, "rev-parse", "main")
    write(folder / "solutions/mine_early.py", "1")
    mine = commit(folder)
    git(folder, "checkout", "main")
    write(folder / "solutions/main_early.py", "1")
    main = commit(folder)
    git(folder, "merge", mine, "-m", "mine into main")
    git(folder, "checkout", "mine")
    git(folder, "merge", main, "-m", "main into mine")
    assert len(git(folder, "merge-base", "--all", "main", "mine").split()) == 2
    assert first not in git(folder, "merge-base", "--all", "main", "mine")


def test_after_merges_in_both_directions_only_what_base_does_not_have_is_a_change(repository: Path) -> None:
    criss_cross(repository)
    assert changed(repository) == []
    write(repository / "solutions/late.py", "1")
    write(repository / "solutions/main_early.py", "2")
    commit(repository)
    assert changed(repository) == ["solutions/late.py", "solutions/main_early.py"]


def test_after_merges_in_both_directions_taking_back_a_file_of_base_is_a_change(repository: Path) -> None:
    """It is the same as in one of the two places, which is not the one that counts."""
    write(repository / "solutions/a.py", "of the branch")
    commit(repository)
    criss_cross(repository)
    write(repository / "solutions/a.py", "a\n" * 20)
    commit(repository)
    assert changed(repository) == ["solutions/a.py"]


def test_links_and_submodules_have_their_mode(repository: Path) -> None:
    (repository / "solutions/link.py").symlink_to("/etc/passwd")
    head = git(repository, "rev-parse", "HEAD")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{head},solutions/module")
    git(repository, "add", "solutions/link.py")
    git(repository, "commit", "-m", "odd")
    with Git(repository, os.environ["PATH"]) as found:
        assert branch.changed(found, "main") == {"solutions/link.py": LINK, "solutions/module": MODULE}


def shallow(repository: Path, tmp_path: Path, depth: int) -> Path:
    clone = tmp_path / "shallow"
    git(tmp_path, "clone", f"--depth={depth}", "--no-single-branch", "-b", "mine", f"file://{repository}", str(clone))
    return clone


def test_a_shallow_clone_that_does_not_reach_back_says_what_to_type(repository: Path, tmp_path: Path) -> None:
    write(repository / "solutions/new.py")
    commit(repository)
    git(repository, "checkout", "main")
    commit(repository)
    clone = shallow(repository, tmp_path, 1)
    with pytest.raises(UsageError, match="shallow clone, whose history does not reach back") as raised:
        changed(clone, "origin/main")
    assert "git fetch --unshallow" in raised.value.hint
    git(clone, "fetch", "--unshallow")
    assert changed(clone, "origin/main") == ["solutions/new.py"]


def test_a_shallow_clone_that_reaches_back_is_enough(repository: Path, tmp_path: Path) -> None:
    write(repository / "solutions/new.py")
    commit(repository)
    assert changed(shallow(repository, tmp_path, 2), "origin/main") == ["solutions/new.py"]


def test_a_base_that_ci_has_not_fetched_says_how_to(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "one"
    git(tmp_path, "clone", "--depth=1", "--single-branch", "-b", "mine", f"file://{repository}", str(clone))
    with pytest.raises(UsageError, match="no such commit") as raised:
        changed(clone, "origin/main")
    assert "git fetch origin main:refs/remotes/origin/main" in raised.value.hint
    assert "fetch-depth: 0" in raised.value.hint


def test_no_common_commit_is_explained(repository: Path) -> None:
    git(repository, "checkout", "--orphan", "other")
    commit(repository, "another beginning")
    with pytest.raises(UsageError, match="have no common commit"):
        changed(repository)


def test_a_repository_without_a_commit_is_explained(tmp_path: Path) -> None:
    git(tmp_path, "init")
    for base in ("HEAD", "main"):
        with pytest.raises(UsageError, match="has no commits yet|no such commit"):
            changed(tmp_path, base)


def test_a_branch_without_a_commit_is_explained(repository: Path) -> None:
    git(repository, "checkout", "--orphan", "fresh")
    with pytest.raises(UsageError, match="this branch has no commits yet"):
        changed(repository)


def test_too_many_changes_are_explained(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branch, "MAX_CHANGES", 1)
    write(repository / "solutions/x.py")
    write(repository / "solutions/y.py")
    commit(repository)
    with pytest.raises(UsageError, match="changes more than 1 files"):
        changed(repository)


def test_an_endless_name_is_refused(repository: Path) -> None:
    endless = tree_of(repository, ("100644", "blob", blob_of(repository), "x" * 200_000))
    git(repository, "reset", "--soft", commit_of_tree(repository, endless, "main"))
    with pytest.raises(UsageError, match="a file name longer than 8 kB"):
        changed(repository)


def test_commits_that_changed_a_file_are_counted(repository: Path) -> None:
    git(repository, "checkout", "main")
    write(repository / "solutions/a.py", "of main")
    commit(repository, "of main")
    git(repository, "checkout", "mine")
    for number in range(3):
        write(repository / "solutions/b.py", f"{number}")
        commit(repository, f"{number}")
    git(repository, "merge", "main", "-m", "merged")
    with Git(repository, os.environ["PATH"]) as found:
        counts = branch.commits_since(found, "main", [f"solutions/{name}.py" for name in "abc"])
        counted = dict(zip("abc", counts, strict=True))
    assert counted == {"a": 0, "b": 3, "c": 0}
