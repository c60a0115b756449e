"""`judge grade` on real branches, over a plain process: problems of another ref, parts, going on, and odd files."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from judge.errors import SandboxError
from judge.grading import discovery, local
from judge.grading.results import Candidate
from judge.problem import Runtime
from judge.problem import load as load_problem
from judge.sandboxes import Channel, Sandbox
from judge.sandboxes.process import ProcessSandbox
from tests.support.git_repositories import blob_of, commit, commit_of_tree, git, tree_of, write
from tests.support.small_problems import RIGHT, WRONG, Judge, make_problem

PASSES_ALL = "def test_all(solution):\n    pass\n"


@pytest.fixture
def repository(folder: Path) -> Path:
    """main has problems and alice's right solution; the branch `mine` begins there."""
    git(folder, "init")
    write(folder / ".gitignore", "home/\n*.json\n*.xml\n*.jsonl\n")
    write(folder / "solutions/alice/addition.py", RIGHT)
    commit(folder)
    git(folder, "checkout", "-b", "mine")
    return folder


# Problems of another ref


def rewrite_tests(folder: Path) -> None:
    for name in ("test_hidden.py", "test_sample.py"):
        write(folder / "problems/addition/tests" / name, PASSES_ALL)


def test_a_branch_that_rewrites_the_tests_has_no_say(judge: Judge, repository: Path) -> None:
    """Its problems pass everything; those of main do not."""
    write(repository / "solutions/bob/addition.py", WRONG)
    rewrite_tests(repository)
    write(repository / "judge.toml", "evil")
    commit(repository)
    assert judge("grade").code == 0, "JUDGE_PROBLEMS is the checkout: the attack works"
    ran = judge("grade", "--problems-from", "main")
    assert ran.code == 1
    assert "✗ bob/addition  WA" in ran.out
    assert "✓ alice/addition  AC  3 of 3" in ran.out


def test_problems_of_a_ref_and_changes_since_it_go_together(judge: Judge, repository: Path) -> None:
    write(repository / "solutions/bob/addition.py", RIGHT)
    commit(repository)
    ran = judge("grade", "--base", "main", "--problems-from", "main")
    assert (ran.code, ran.err) == (0, "")
    assert "1 of 1 solution accepted" in ran.out


def test_a_problem_that_only_the_branch_has_is_no_problem(judge: Judge, repository: Path) -> None:
    make_problem(repository / "problems/easy_win")
    write(repository / "solutions/bob/easy_win.py", RIGHT)
    commit(repository)
    ran = judge("grade", "--problems-from", "main")
    assert "solutions/bob/easy_win.py  not named after a problem" in ran.out


def test_problems_and_problems_from_together_are_refused(judge: Judge, repository: Path) -> None:
    ran = judge("--problems", "problems", "grade", "--problems-from", "main")
    assert ran.code == 2
    assert "--problems cannot be used with --problems-from" in ran.err


def test_a_link_among_the_problems_of_the_ref_is_a_fault_of_the_problems(judge: Judge, repository: Path) -> None:
    (repository / "problems/addition/stub.py").unlink()
    (repository / "problems/addition/stub.py").symlink_to("/etc/passwd")
    commit(repository)
    ran = judge("grade", "--problems-from", "mine")
    assert ran.code == 3
    assert "mine:problems/addition/stub.py is a symbolic link" in ran.err


def test_no_trusted_file_is_left_behind(
    judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    temporary = tmp_path_factory.mktemp("tmp")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    assert judge("grade", "--problems-from", "main", "--base", "main").code == 0
    assert list(temporary.iterdir()) == []


def test_a_shallow_clone_by_ci_says_what_to_type(
    judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository / "solutions/bob/addition.py", RIGHT)
    commit(repository)
    git(repository, "clone", "--depth=1", "-b", "mine", f"file://{repository}", "home/clone")
    monkeypatch.chdir(repository / "home/clone")
    ran = judge("grade", "--base", "origin/main")
    assert ran.code == 2
    assert "git fetch origin main:refs/remotes/origin/main" in ran.err
    assert "fetch-depth: 0" in ran.err


def test_a_shallow_clone_that_reaches_back_is_graded_with_a_note(
    judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever brings the clone decides where its history is cut off."""
    git(repository, "checkout", "main")
    commit(repository)
    git(repository, "checkout", "-B", "mine")
    write(repository / "solutions/bob/addition.py", RIGHT)
    commit(repository)
    git(repository, "clone", "--depth=2", "--no-single-branch", "-b", "mine", f"file://{repository}", "home/clone")
    monkeypatch.chdir(repository / "home/clone")
    ran = judge("grade", "--base", "origin/main")
    assert "1 of 1 solution accepted" in ran.out
    assert "shallow clone: older commits are missing, so changed files may be wrong" in ran.err
    assert "attempts" not in ran.err
    git(repository / "home/clone", "fetch", "--unshallow")
    assert judge("grade", "--base", "origin/main").err == ""


# What is no solution


def test_a_path_outside_the_repository_is_explained(judge: Judge, repository: Path) -> None:
    ran = judge("grade", "/tmp", "--base", "main")
    assert ran.code == 2
    assert "/tmp is outside the repository" in ran.err


def test_a_mistyped_path_is_explained(judge: Judge, repository: Path) -> None:
    ran = judge("grade", "soluitons", "--base", "main")
    assert ran.code == 2
    assert "soluitons: No such file or directory" in ran.err


def test_one_author_or_one_file_can_be_named(judge: Judge, repository: Path) -> None:
    for name in ("alice", "bob"):
        write(repository / f"solutions/{name}/addition.py", RIGHT + "# changed\n")
    commit(repository)
    for path in ("solutions/bob", "solutions/bob/addition.py", "./solutions/../solutions/bob/"):
        ran = judge("grade", path, "--base", "main")
        assert (ran.code, ran.out.count("✓")) == (0, 1), path


def test_a_changed_file_that_is_not_in_the_working_tree_is_not_skipped(judge: Judge, repository: Path) -> None:
    """A sparse checkout leaves it out: that must not look like success."""
    write(repository / "solutions/bob/addition.py", RIGHT)
    commit(repository)
    (repository / "solutions/bob/addition.py").unlink()
    ran = judge("grade", "--base", "main")
    assert ran.code == 1
    assert "bob/addition  CE  solutions/bob/addition.py does not exist" in ran.out


def test_submodules_links_and_lfs_pointers_are_reported(judge: Judge, repository: Path) -> None:
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},solutions/module")
    (repository / "solutions/module").mkdir()
    (repository / "solutions/bob").mkdir()
    (repository / "solutions/bob/addition.py").symlink_to("../alice/addition.py")
    (repository / "solutions/carol").symlink_to("alice")
    write(
        repository / "solutions/dave/addition.py",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 999\n",
    )
    git(repository, "add", "solutions/bob", "solutions/carol", "solutions/dave")
    git(repository, "commit", "-m", "odd")
    for arguments in ((), ("--base", "main")):
        ran = judge("grade", *arguments)
        assert ran.code == 1
        assert re.search(r"solutions/module  .*a submodule, which is not followed", ran.out), arguments
        assert "solutions/carol  not a Python file" in ran.out
        assert "solutions/bob/addition.py is a symbolic link; links are not followed" in ran.out
        assert "solutions/dave/addition.py is a Git LFS pointer, not the file itself" in ran.out


def test_a_file_of_a_gigabyte_and_a_device_cost_nothing(judge: Judge, repository: Path) -> None:
    with write(repository / "solutions/bob/addition.py").open("wb") as file:
        file.truncate(1 << 30)
    ran = judge("grade", "solutions", "/dev/zero")
    assert ran.code == 1
    assert "solutions/bob/addition.py is too large: 1,073,741,824 bytes" in ran.out
    assert "/dev/zero  not a Python file" in ran.out


def crowd(folder: Path, number: int) -> None:
    """A commit with so many files below solutions/, none of which is written to the disk."""
    blob = blob_of(folder, RIGHT.encode())
    names = sorted(f"note{at:06}.txt" for at in range(number))
    alice = tree_of(folder, ("100644", "blob", blob, "addition.py"))
    bob = tree_of(folder, ("100644", "blob", blob, "addition.py"), *(("100644", "blob", blob, name) for name in names))
    solutions = tree_of(folder, ("40000", "tree", alice, "alice"), ("40000", "tree", bob, "bob"))
    made = commit_of_tree(folder, tree_of(folder, ("40000", "tree", solutions, "solutions")), "main")
    git(folder, "reset", "--soft", made)
    write(folder / "solutions/bob/addition.py", RIGHT)


def test_of_100_000_files_that_have_changed_the_first_are_named(judge: Judge, repository: Path) -> None:
    crowd(repository, 100_000)
    ran = judge("grade", "--base", "main")
    assert ran.code == 0
    assert "1 of 1 solution accepted" in ran.out
    assert "note000019.txt  not a Python file" in ran.out
    assert "note000020.txt" not in ran.out
    assert "and 99,980 more" in ran.out


def test_a_tree_of_too_many_files_is_explained(judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MAX_ENTRIES", 50)
    for number in range(60):
        write(repository / f"solutions/bob/note{number}.txt")
    ran = judge("grade")
    assert ran.code == 2
    assert "more than 50 files and folders to look at" in ran.err
    assert "--base REF" in ran.err
    write(repository / "solutions/alice/addition.py", RIGHT + "# changed\n")
    git(repository, "commit", "-am", "one")
    assert judge("grade", "--base", "main").code == 0


NAMES = [
    "::error::forged",
    "##[error]x",
    "\udcff\udcfe",
    "Alice",
    "a" * 255,
    "-rf",
    "<b>@all",
]
UNGRADED = ["a\x1b[31mred", "two\nlines"]
"""Names that cannot be shown as they are."""


def test_names_of_a_stranger_are_harmless_in_every_form(judge: Judge, repository: Path) -> None:
    for name in (*NAMES, *UNGRADED):
        write(repository / "solutions" / name / "addition.py", WRONG)
    commit(repository)
    forms = ("json", "junit", "github", "markdown")
    ran = judge("grade", "--base", "main", "--format=terminal", *(f"--format={form}={form}.json" for form in forms))
    assert ran.code == 1
    assert f"0 of {len(NAMES)} solutions accepted" in ran.out
    for written in (ran.out, *((repository / f"{form}.json").read_text() for form in forms)):
        assert "\x1b" not in written
        assert "##[error]" not in written
        assert "\udcff" not in written
        assert not re.search(r"^\s*::error::", written, re.MULTILINE)
    told = json.loads((repository / "json.json").read_text())
    assert told["total"] == len(NAMES)
    assert len(told["unknown"]) == len(UNGRADED)
    assert len({one["author"] for one in told["solutions"]} | set(NAMES)) > len(NAMES), (
        "names are not shown as they are"
    )


def test_names_that_only_a_tree_can_have_are_reported_and_lead_nowhere(judge: Judge, repository: Path) -> None:
    """git can have them in a tree; a file system cannot."""
    blob = blob_of(repository, RIGHT.encode())
    own = tree_of(repository, ("100644", "blob", blob, "addition.py"))
    solutions = tree_of(
        repository,
        ("40000", "tree", own, ".."),
        ("100644", "blob", blob, f"{repository}/addition.py"),
        ("40000", "tree", own, "x" * 5000),
    )
    made = commit_of_tree(repository, tree_of(repository, ("40000", "tree", solutions, "solutions")), "main")
    git(repository, "reset", "--soft", made)
    write(repository / "addition.py", RIGHT)
    ran = judge("grade", "--base", "main")
    assert ran.code == 1
    assert "solutions/../addition.py  not a valid file name" in ran.out
    assert f"{repository}/addition.py  not a valid file name" in ran.out
    assert re.search(r"✗ x+ .*CE", ran.out)
    assert "0 of 1 solution accepted" in ran.out


def test_an_author_who_is_a_link_to_another_is_not_followed(judge: Judge, repository: Path) -> None:
    """The commit has a folder there; an unpacked archive may have something else."""
    write(repository / "solutions/bob/addition.py", WRONG)
    commit(repository)
    (repository / "solutions/bob/addition.py").unlink()
    (repository / "solutions/bob").rmdir()
    (repository / "solutions/bob").symlink_to("alice")
    ran = judge("grade", "--base", "main")
    assert "solutions/bob/addition.py  behind a symbolic link, which is not followed" in ran.out
    assert "Nothing to grade" in ran.out


# One author is one trust domain


class Watched:
    """A plain process sandbox that keeps which channel was used while whose solution ran."""

    def __init__(self) -> None:
        self._inner = ProcessSandbox()
        self.info = self._inner.info
        self.opened: list[Channel] = []
        self.lock = threading.Lock()

    def open_worker(self, runtime: Runtime, memory_mb: int) -> Channel:
        channel = self._inner.open_worker(runtime, memory_mb)
        with self.lock:
            self.opened.append(channel)
        return channel

    def open_grader(self, runtime: Runtime, tests: str) -> Channel:
        return self._inner.open_grader(runtime, tests)

    def give_back(self, channel: Channel) -> None:
        self._inner.give_back(channel)


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_worker_serves_one_author_alone(folder: Path, jobs: int) -> None:
    """Each solution says which process it ran under; names that differ by case are different authors."""
    tells = "import os\ndef add(a, b):\n    print(os.getppid())\n    return a + b\n"
    candidates = []
    for author in ("alice", "Alice", "bob", ""):
        for problem in ("addition", "add_hard"):
            path = write(folder / "solutions" / author / f"{problem}.py", tells)
            candidates.append(Candidate(author, problem, path))
    watched = Watched()
    problems = folder / "problems"
    results = list(local.grade(candidates, lambda name: load_problem(problems / name), lambda _: watched, jobs))
    authors_of: dict[str, set[str]] = {}
    for graded in results:
        assert graded.report is not None
        assert graded.accepted
        for line in "".join(test.output for test in graded.report.tests).split():
            authors_of.setdefault(line, set()).add(graded.candidate.author)
    assert len(authors_of) >= 4
    assert all(len(authors) == 1 for authors in authors_of.values())
    assert len(watched.opened) < len(candidates) or jobs > 1, "an author's second solution does use the first's worker"


# Going on


def test_what_was_judged_before_is_not_judged_again(judge: Judge, repository: Path) -> None:
    write(repository / "solutions/bob/addition.py", WRONG)
    first = judge("grade", "--state", "state.jsonl", "--format", "json=first.json")
    before = (repository / "state.jsonl").read_bytes()
    again = judge("grade", "--state", "state.jsonl", "--resume", "--format", "json=again.json")
    assert first.code == again.code == 1
    assert "2 of 2 results reused from an earlier run" in again.err
    assert (repository / "state.jsonl").read_bytes() == before
    assert (repository / "first.json").read_text() == (repository / "again.json").read_text()


def source_changes(folder: Path) -> None:
    write(folder / "solutions/alice/addition.py", RIGHT + "# again\n")


def test_changes(folder: Path) -> None:
    path = folder / "problems/addition/tests/test_hidden.py"
    path.write_text(path.read_text() + "\n# changed\n")


def limits_change(folder: Path) -> None:
    path = folder / "problems/addition/problem.toml"
    path.write_text(re.sub(r"time_s = [\d.]+", "time_s = 7.5", path.read_text()))


test_changes.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize("change", [source_changes, test_changes, limits_change])
def test_what_has_changed_is_judged_again(judge: Judge, repository: Path, change: Callable[[Path], None]) -> None:
    write(repository / "solutions/bob/add_hard.py", RIGHT)
    assert judge("grade").code == 0
    change(repository)
    ran = judge("grade", "--resume")
    assert ran.code == 0
    assert "1 of 2 results reused from an earlier run" in ran.err


def test_without_resume_everything_is_judged_again(judge: Judge, repository: Path) -> None:
    judge("grade", "--state", "state.jsonl")
    assert "reused" not in judge("grade", "--state", "state.jsonl").err


def test_a_state_file_of_the_branch_is_not_trusted(judge: Judge, repository: Path) -> None:
    """It was made on its author's machine, with an AC for a wrong solution."""
    write(repository / "solutions/bob/addition.py", WRONG)
    judge("grade", "--state", "state.jsonl")
    forged = (repository / "state.jsonl").read_bytes().replace(b'"WA"', b'"AC"')
    (repository / "state.jsonl").write_bytes(forged)
    ran = judge("grade", "--state", "state.jsonl", "--resume")
    assert ran.code == 1
    assert "✗ bob/addition  WA" in ran.out
    assert "cannot be trusted" in ran.err


def test_results_that_cannot_be_stored_are_still_shown(
    judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUDGE_HOME", "/dev/null/home")
    ran = judge("grade")
    assert ran.code == 0
    assert "Results are not stored for --resume" in ran.err
    assert judge("grade", "--resume").code == 70


# Faults of ours


def break_sandbox(monkeypatch: pytest.MonkeyPatch, after: int, error: Exception) -> None:
    opened = 0
    whole = ProcessSandbox.open_worker

    def open_worker(self: ProcessSandbox, runtime: Runtime, memory_mb: int) -> Channel:
        nonlocal opened
        opened += 1
        if opened > after:
            raise error
        return whole(self, runtime, memory_mb)

    monkeypatch.setattr(ProcessSandbox, "open_worker", open_worker)


@pytest.mark.parametrize(("error", "code"), [(SandboxError("the engine is gone"), 4), (RuntimeError("a bug"), 70)])
def test_if_judge_breaks_what_was_graded_is_written_in_every_form(
    judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    for name in ("bob", "carol"):
        write(repository / f"solutions/{name}/addition.py", RIGHT)
    break_sandbox(monkeypatch, 1, error)
    forms = ["--format", "terminal", "--format", "json=all.json", "--format", "junit=all.xml"]
    ran = judge("grade", "--jobs", "1", *forms)
    assert ran.code == code
    assert "1 of 3 solutions accepted; 2 judge errors, not counted against anyone" in ran.out
    told = json.loads((repository / "all.json").read_text())
    assert [one["verdict"] for one in told["solutions"]] == ["AC", "JE", "JE"]
    assert "not judged" in (repository / "all.xml").read_text()
    monkeypatch.undo()


def test_if_nothing_was_graded_only_the_error_is_shown(
    judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_sandbox(monkeypatch, 0, SandboxError("the engine is gone"))
    ran = judge("grade")
    assert (ran.code, ran.out) == (4, "")
    assert "the engine is gone" in ran.err


def test_after_a_judge_error_resume_judges_what_is_left(
    judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository / "solutions/bob/addition.py", RIGHT)
    with monkeypatch.context() as patched:
        break_sandbox(patched, 1, SandboxError("the engine is gone"))
        assert judge("grade", "--jobs", "1").code == 4
    ran = judge("grade", "--resume")
    assert ran.code == 0
    assert "1 of 2 results reused from an earlier run" in ran.err


# Files that are written


def test_an_output_file_that_is_a_link_of_the_branch_is_not_written_through(judge: Judge, repository: Path) -> None:
    victim = write(repository / "home/precious", "precious")
    (repository / "report.json").symlink_to(victim)
    (repository / "reports").symlink_to(repository / "home")
    os.mkfifo(repository / "fifo.json")
    for file, said in (("report.json", "symbolic link"), ("reports/x.json", "symbolic link"), ("fifo.json", "")):
        ran = judge("grade", "--format", f"json={file}")
        assert ran.code == 2, file
        assert said in ran.err
    assert victim.read_text() == "precious"
    assert not (repository / "home/x.json").exists()
    Path("report.json").write_text("as anybody writes it")
    assert victim.read_text() != "precious"


# Parts


def test_merged_shards_equal_one_run(judge: Judge, repository: Path) -> None:
    for number, source in enumerate([RIGHT, WRONG]):
        write(repository / f"solutions/author{number}/addition.py", source)
    commit(repository)
    whole = judge("grade", "--format", "markdown", "--format", "json=whole.json")
    names = []
    for part in (1, 2):
        ran = judge("grade", "--shard", f"{part}/2", "--timings", "whole.json", "--format", f"json=part{part}.json")
        assert ran.code in {0, 1}
        names.append(f"part{part}.json")
    merged = judge("grade", "merge", *names, "--format", "markdown", "--format", "json=merged.json")
    assert merged.code == whole.code == 1

    def outcome(name: str) -> list[tuple[Any, ...]]:
        told = json.loads((repository / name).read_text())
        return [(one["author"], one["verdict"], one["reason"]) for one in told["solutions"]]

    assert outcome("merged.json") == outcome("whole.json")
    assert "**2 of 3 solutions accepted**" in merged.out


def test_a_shard_at_another_commit_is_not_merged(judge: Judge, repository: Path) -> None:
    judge("grade", "--shard", "1/2", "--format", "json=one.json")
    commit(repository)
    judge("grade", "--shard", "2/2", "--format", "json=two.json")
    ran = judge("grade", "merge", "one.json", "two.json")
    assert ran.code == 2
    assert "one.json and two.json differ in the commit" in ran.err


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2"])
def test_an_invalid_shard_is_an_error_that_says_what_is_valid(judge: Judge, repository: Path, shard: str) -> None:
    ran = judge("grade", f"--shard={shard}")
    assert ran.code == 2
    assert "is not a valid shard: use 1/" in ran.err


def test_a_folder_called_merge_can_be_graded(judge: Judge, repository: Path) -> None:
    write(repository / "merge/addition.py", RIGHT)
    assert "1 of 1 solution accepted" in judge("grade", "./merge").out


# In containers


HOSTILE = """\
import os, signal, socket
for attack in (
    lambda: open("/etc/passwd", "a").write("x"),
    lambda: socket.create_connection(("169.254.169.254", 80), 1),
    lambda: open("left", "w").write("x"),
):
    try:
        attack()
    except (OSError, PermissionError):
        continue
    raise SystemExit("an attack worked")
os.kill(1, signal.SIGKILL)  # which the kernel drops: it is init
def add(a, b):
    os._exit(0)
"""


@pytest.mark.docker
def test_a_branch_of_right_wrong_slow_and_hostile_solutions(
    judge: Judge, repository: Path, docker: Callable[[Runtime], Sandbox]
) -> None:
    """It has also rewritten the tests to pass everything."""
    docker(Runtime.PYTHON)
    sources = {"bob": WRONG, "carol": "def add(a, b):\n    while True:\n        pass\n", "dave": HOSTILE, "erin": RIGHT}
    for author, source in sources.items():
        write(repository / f"solutions/{author}/addition.py", source)
    git(repository, "mv", "solutions/alice/addition.py", "solutions/alice/add_hard.py")
    rewrite_tests(repository)
    commit(repository)
    command = ("grade", "--base", "main", "--problems-from", "main", "--sandbox", "docker", "--format", "json")
    ran = judge(*command)
    assert ran.code == 1
    told = json.loads(ran.out)
    verdicts = {one["author"]: one["verdict"] for one in told["solutions"]}
    assert verdicts == {"alice": "AC", "bob": "WA", "carol": "TLE", "dave": "RTE", "erin": "AC"}
    assert "the process exited with status 0" in next(
        one["reason"] for one in told["solutions"] if one["author"] == "dave"
    )
    again = judge(*command, "--resume")
    assert "5 of 5 results reused from an earlier run" in again.err
    assert (again.code, again.out) == (ran.code, ran.out)


def test_solutions_behind_a_link_to_another_folder_are_not_read(judge: Judge, repository: Path) -> None:
    """git has the file; in the working directory its folder, or the one above, leads out of the branch."""
    write(repository / "solutions/bob/addition.py", RIGHT)
    commit(repository)
    elsewhere = repository.parent / "elsewhere"
    (repository / "solutions").rename(elsewhere)
    (repository / "solutions").symlink_to(elsewhere)
    for path in ("solutions", "solutions/bob", "solutions/bob/addition.py"):
        ran = judge("grade", path, "--base", "main")
        assert "behind a symbolic link, which is not followed" in ran.out, path
        assert "accepted" not in ran.out
