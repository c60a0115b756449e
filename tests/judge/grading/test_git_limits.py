"""A .git that is made to use up memory, disk or time, or that leads out of the branch to other repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from judge.errors import UsageError
from judge.grading import branch, git_folder
from judge.grading.git import Git
from tests.support.git_repositories import blob_of, commit, commit_of_tree, git, tree_of, write

ASK = """
import os, resource, sys
from pathlib import Path
from judge.errors import UsageError
from judge.grading import branch
from judge.grading.git import Git
try:
    with Git(Path(sys.argv[1]), os.environ["PATH"]) as found:
        print(len(branch.changed(found, "main")), "changed")
except UsageError as error:
    print(error.message[:1000])
# getrusage would tell the memory of the process that has started this one
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) >> 10)
"""
"""What `judge grade --base main` asks git, in a process whose memory nothing else adds to: the answer, and the MB."""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init")
    write(folder / "solutions/addition.py", "old")
    commit(folder)
    git(folder, "checkout", "-b", "mine")
    write(folder / "solutions/addition.py", "new")
    commit(folder)
    return folder


def ask(folder: Path) -> tuple[str, int]:
    """What git says of the changes, or why it does not, and the largest memory of judge or git in MB."""
    command = [sys.executable, "-c", ASK, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    *answer, size = done.stdout.splitlines()
    return "\n".join(answer), int(size)


def refused(folder: Path) -> UsageError:
    with pytest.raises(UsageError) as raised, Git(folder, os.environ["PATH"]) as found:
        branch.changed(found, "main")
    return raised.value


def tree(folder: Path, count: int, mode: str, entry: str) -> str:
    """A tree with the same entry under many names."""
    content = b"".join(f"{mode} f{one:06d}".encode() + b"\0" + bytes.fromhex(entry) for one in range(count))
    return git(folder, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=content)


def become(folder: Path, of: str) -> None:
    git(folder, "update-ref", "refs/heads/mine", commit_of_tree(folder, of, git(folder, "rev-parse", "main")))


def naive_memory(folder: Path) -> int:
    """MB of git as everybody runs it, up to a limit of 700 MB at which it dies."""
    limit = "ulimit -v 700000; exec git diff-tree -r --raw main mine >/dev/null"
    code = f"import resource, subprocess; subprocess.run(['sh', '-c', {limit!r}], stderr=subprocess.DEVNULL)\n"
    code += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)"
    return int(subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, capture_output=True).stdout)


def test_a_tree_of_11_megabytes_costs_no_gigabyte(repository: Path) -> None:
    """Each of its 310,000 entries is the same folder of ten files."""
    become(repository, tree(repository, 310_000, "40000", tree(repository, 10, "100644", blob_of(repository))))
    assert naive_memory(repository) > 500
    answer, size = ask(repository)
    assert answer == "git diff-tree needed more than 256 MB of memory, or crashed"
    assert size < 400


def test_a_few_kilobytes_that_stand_for_billions_of_files_are_refused(repository: Path) -> None:
    top = tree(repository, 10, "100644", blob_of(repository))
    for _ in range(10):
        top = tree(repository, 10, "40000", top)
    become(repository, top)
    assert naive_memory(repository) > 500
    answer, size = ask(repository)
    assert answer == "git diff-tree needed more than 256 MB of memory, or crashed"
    assert size < 400


def test_a_file_name_of_300_megabytes_is_refused(repository: Path) -> None:
    content = "printf '100644 '; head -c 300M /dev/zero | tr '\\0' a; head -c 21 /dev/zero"
    command = f"({content}) | git hash-object -t tree -w --stdin --literally"
    made = subprocess.run(["sh", "-c", command], cwd=repository, check=True, capture_output=True, text=True)
    become(repository, made.stdout.strip())
    answer, size = ask(repository)
    assert answer == "git diff-tree needed more than 256 MB of memory, or crashed"
    assert size < 400


def test_a_path_through_folders_without_end_is_refused(repository: Path) -> None:
    top = tree(repository, 1, "100644", blob_of(repository))
    for _ in range(60):
        top = tree_of(repository, ("40000", "tree", top, "x" * 200))
    become(repository, top)
    answer, size = ask(repository)
    assert "file name longer than 8 kB" in answer
    assert size < 400


def test_many_names_are_refused_before_they_fill_the_memory(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    become(repository, tree(repository, 1_000, "100644", blob_of(repository)))
    monkeypatch.setattr(branch, "_MAX_NAMES", 4_000)
    assert "of names" in refused(repository).message


def test_megabytes_of_errors_about_alternates_are_never_written(repository: Path) -> None:
    write(repository / ".git/objects/info/alternates", "".join(f"/nowhere/{one}\n" for one in range(20_000)))
    naive = subprocess.run(["git", "rev-parse", "main^{tree}"], cwd=repository, check=False, capture_output=True)
    assert len(naive.stderr) > 1_000_000
    assert "names another repository" in refused(repository).message


def test_what_git_may_write_to_its_errors_is_limited_by_the_kernel(repository: Path) -> None:
    with Git(repository, os.environ["PATH"]) as found:
        with pytest.raises(UsageError):
            found.ask("-c", "alias.flood=!exec yes >&2", "flood")
        written = (found._desk / "errors-of--c").stat().st_size
    assert 0 < written <= 2 << 20  # sh counts in blocks of 512 or 1,024 bytes


def alternates(folder: Path, other: Path) -> None:
    write(folder / ".git/objects/info/alternates", f"{other / '.git/objects'}\n")


def git_file(folder: Path, other: Path) -> None:
    shutil.rmtree(folder / ".git")
    write(folder / ".git", f"gitdir: {other / '.git'}\n")


def git_link(folder: Path, other: Path) -> None:
    shutil.rmtree(folder / ".git")
    (folder / ".git").symlink_to(other / ".git")


def common_folder(folder: Path, other: Path) -> None:
    write(folder / ".git/commondir", f"{other / '.git'}\n")


def worktree_of_nobody(folder: Path, other: Path) -> None:
    """A `.git` file names a folder of the branch, which says that it is a worktree of the other repository."""
    (folder / ".git").rename(folder / "mine")
    write(folder / ".git", "gitdir: mine\n")
    write(folder / "mine/commondir", f"{other / '.git'}\n")
    write(folder / "mine/gitdir", f"{folder / '.git'}\n")


def linked(what: str, folder: Path, other: Path) -> None:
    path = folder / ".git" / what
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(other / ".git" / what)


def linked_objects(folder: Path, other: Path) -> None:
    linked("objects", folder, other)


def linked_pack(folder: Path, other: Path) -> None:
    git(other, "gc")
    linked("objects/pack", folder, other)


def linked_refs(folder: Path, other: Path) -> None:
    linked("refs/heads", folder, other)


TRICKS = [
    (alternates, "alternates names another repository"),
    (git_file, "leads to another repository"),
    (git_link, "is a symbolic link"),
    (common_folder, "leads to another repository"),
    (worktree_of_nobody, "leads to another repository"),
    (linked_objects, "is not a folder"),
    (linked_pack, "is a symbolic link"),
    (linked_refs, "is a symbolic link"),
]


@pytest.mark.parametrize(("trick", "message"), TRICKS, ids=[trick.__name__ for trick, _ in TRICKS])
def test_what_leads_to_another_repository_is_refused(
    repository: Path, tmp_path: Path, trick: object, message: str
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init")
    write(other / "secret.txt", "hunter2")
    head = commit(other)
    git(other, "branch", "mine")
    assert callable(trick)
    trick(repository, other)
    if trick is linked_refs:
        assert git(repository, "rev-parse", "main") == head
    else:
        assert git(repository, "show", f"{head}:secret.txt") == "hunter2", "the trick does not work at all"
    error = refused(repository)
    assert message in error.message
    assert error.hint


def test_an_empty_list_of_alternates_is_no_harm(repository: Path) -> None:
    write(repository / ".git/objects/info/alternates")
    with Git(repository, os.environ["PATH"]) as found:
        assert list(branch.changed(found, "main")) == ["solutions/addition.py"]


def test_a_submodule_is_read_as_its_own_repository(repository: Path, tmp_path: Path) -> None:
    above = tmp_path / "above"
    above.mkdir()
    git(above, "init")
    git(above, "submodule", "add", str(repository), "part")
    assert (above / "part/.git").is_file()
    with Git(above / "part", os.environ["PATH"]) as found:
        assert found.top == above / "part"
        assert list(branch.changed(found, "origin/main")) == ["solutions/addition.py"]


def test_more_loose_files_than_can_be_looked_at_are_refused(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_folder, "MAX_ENTRIES", 5)
    assert "more than 5 loose objects and refs" in refused(repository).message


def test_a_history_of_20_000_commits_fits_into_the_limit(repository: Path) -> None:
    """The whole history is walked, to find out that all of it is new."""
    lines = [f"commit refs/heads/mine\ncommitter a <a@b> {one} +0000\ndata 0\n\n" for one in range(20_000)]
    start = f"reset refs/heads/mine\nfrom {git(repository, 'rev-parse', 'main')}\n\n"
    git(repository, "fast-import", "--force", "--quiet", stdin=(start + "".join(lines)).encode())
    with Git(repository, os.environ["PATH"]) as found:
        assert branch.commits_since(found, "main", ["solutions/addition.py"]) == [0]
