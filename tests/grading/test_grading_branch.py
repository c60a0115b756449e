"""What a branch has changed, and files of another ref, on real repositories, and on trees that git would never make."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from git_repositories import blob_of, commit, commit_of_tree, git, tree_of, write

from judge.errors import JudgeError, ProblemError, UsageError
from judge.grading import branch
from judge.grading.branch import LINK, MODULE, Taken
from judge.grading.git import Git


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


def test_what_base_has_got_meanwhile_and_is_merged_is_no_change(repository: Path) -> None:
    git(repository, "checkout", "main")
    write(repository / "solutions/theirs.py")
    commit(repository)
    git(repository, "checkout", "mine")
    write(repository / "solutions/ours.py")
    commit(repository)
    git(repository, "merge", "main", "-m", "merged")
    assert changed(repository) == ["solutions/ours.py"]


def test_what_has_changed_back_is_no_change(repository: Path) -> None:
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
    with pytest.raises(
        UsageError, match=r"could be refs/tags/(origin/)?main and refs/(heads|remotes/origin)/main"
    ) as raised:
        take(repository, name)
    assert re.search(r"--problems-from refs/(heads|remotes/origin)/main$", raised.value.hint)
    with pytest.raises(UsageError, match="could be"):
        changed(repository, name)
    assert changed(repository, "refs/heads/main") == ["problems/p/problem.toml"]


def test_a_ref_that_is_called_like_a_hash_does_not_take_its_place(repository: Path) -> None:
    head = git(repository, "rev-parse", "main")
    write(repository / "solutions/new.py")
    commit(repository)
    git(repository, "branch", head[:8], "mine")
    with pytest.raises(UsageError, match=f"could be refs/heads/{head[:8]} and the beginning of a hash"):
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
    with pytest.raises(UsageError, match="shallow clone, and its history does not reach back") as raised:
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


def test_no_common_commit_gets_a_sentence(repository: Path) -> None:
    git(repository, "checkout", "--orphan", "other")
    commit(repository, "another beginning")
    with pytest.raises(UsageError, match="have no commit in common"):
        changed(repository)


def test_a_repository_without_a_commit_gets_a_sentence(tmp_path: Path) -> None:
    git(tmp_path, "init")
    for base in ("HEAD", "main"):
        with pytest.raises(UsageError, match="no commit on this branch yet|no such commit"):
            changed(tmp_path, base)


def test_a_branch_without_a_commit_gets_a_sentence(repository: Path) -> None:
    git(repository, "checkout", "--orphan", "fresh")
    with pytest.raises(UsageError, match="there is no commit on this branch yet"):
        changed(repository)


def test_too_many_changes_get_a_sentence(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branch, "MAX_CHANGES", 1)
    write(repository / "solutions/x.py")
    write(repository / "solutions/y.py")
    commit(repository)
    with pytest.raises(UsageError, match="changes more than 1 files"):
        changed(repository)


def test_a_name_without_end_is_not_kept(repository: Path) -> None:
    endless = tree_of(repository, ("100644", "blob", blob_of(repository), "x" * 200_000))
    git(repository, "reset", "--soft", commit_of_tree(repository, endless, "main"))
    with pytest.raises(UsageError, match="a name of more than 64 kB"):
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
        counted = {name: branch.commits_since(found, "main", f"solutions/{name}.py") for name in "abc"}
    assert counted == {"a": 0, "b": 3, "c": 0}


# Problems of another ref


def take(folder: Path, wanted: str = "main") -> Taken:
    with Git(folder, os.environ["PATH"]) as found:
        return branch.take(found, wanted, folder.parent / "into")


def files(taken: Taken) -> dict[str, bytes]:
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
def test_where_there_is_nothing_to_take_there_is_a_sentence(repository: Path, wanted: str) -> None:
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
    with pytest.raises(ProblemError, match="is no name that a file can have"):
        take(repository, made)
    assert not (repository.parent / "escaped").exists()


def test_a_name_that_is_there_twice_is_refused(repository: Path) -> None:
    blob = blob_of(repository)
    with pytest.raises(ProblemError, match="in that tree twice"):
        take(repository, evil(repository, ("100644", "blob", blob, "x"), ("100644", "blob", blob, "x")))


def test_a_link_and_then_a_file_behind_it_is_refused(repository: Path) -> None:
    """With tar this writes outside of the folder."""
    inside = tree_of(repository, ("100644", "blob", blob_of(repository), "passwd"))
    link = blob_of(repository, os.fsencode(repository.parent))
    with pytest.raises(ProblemError, match="symbolic link"):
        take(repository, evil(repository, ("120000", "blob", link, "x"), ("40000", "tree", inside, "x")))


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 2), ("MAX_BYTES", 2500), ("MAX_BLOB", 999)])
def test_what_is_too_much_is_refused(repository: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    for name in ("p/a", "p/b", "p/c"):
        write(repository / "problems" / name, b"x" * 1000)
    commit(repository)
    monkeypatch.setattr(branch, limit, value)
    with pytest.raises(ProblemError, match="has more than|is larger than"):
        take(repository, "mine")


def test_an_object_that_is_missing_gets_a_sentence(repository: Path) -> None:
    write(repository / "problems/p/problem.toml", "gone")
    commit(repository)
    blob = git(repository, "rev-parse", "HEAD:problems/p/problem.toml")
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(UsageError, match="is missing in this repository"):
        take(repository, "mine")


def test_a_damaged_object_gets_a_sentence(repository: Path) -> None:
    write(repository / "problems/p/problem.toml", "damaged " * 100)
    commit(repository)
    blob = git(repository, "rev-parse", "HEAD:problems/p/problem.toml")
    path = repository / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(JudgeError, match="git (cat-file|ls-tree)|is missing"):
        take(repository, "mine")
