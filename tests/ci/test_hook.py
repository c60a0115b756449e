"""The pre-push hook, written by `judge grade init`, in real pushes to a bare repository on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from judge import ci
from tests.support.ci_problems import RIGHT, WRONG, make_problem

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[2]


class Clone:
    """A clone with the hook, whose remote has `main` with alice's solution of the problem `addition`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "clone"
        self.remote = folder / "remote.git"
        self.environment = {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "TMPDIR": str(folder / "tmp"),
            "JUDGE_HOME": str(folder / "home"),
            "JUDGE_SANDBOX": "process",
            "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        (folder / "tmp").mkdir()
        (folder / "gitconfig").write_text(
            "[user]\nname = t\nemail = t@example.org\n[init]\ndefaultBranch = main\n[advice]\ndetachedHead = false\n"
        )
        self.git("init", "--bare", str(self.remote), cwd=folder)
        self.git("clone", "--quiet", str(self.remote), str(self.path), cwd=folder)
        make_problem(self.path / "problems" / "addition")
        self.put("alice/addition.py", RIGHT)
        self.git("add", "-A")
        self.git("commit", "-m", "one")
        self.git("push", "-u", "origin", "main")
        ci.write([ci.hook(self.path / ".git" / "hooks", self.path, BIN / "judge")])

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        done = self.run("git", *arguments, cwd=cwd)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=cwd or self.path, env=self.environment, capture_output=True, text=True, check=False
        )

    def put(self, name: str, text: str) -> None:
        path = self.path / "solutions" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self, name: str, text: str) -> None:
        self.put(name, text)
        self.git("add", "-A")
        self.git("commit", "-m", f"{name}")

    def push(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("git", "push", *(arguments or ("origin", "HEAD")))

    @property
    def pushed(self) -> bool:
        """Whether the remote has what is checked out."""
        return self.git("rev-parse", "HEAD") in self.git("ls-remote", "origin")

    def left_over(self) -> list[str]:
        """What the hook has left: worktrees, and files in the temporary folder."""
        worktrees = self.git("worktree", "list").splitlines()[1:]
        return [*worktrees, *(path.name for path in Path(self.environment["TMPDIR"]).iterdir())]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_a_solution_that_is_accepted_is_pushed(clone: Clone) -> None:
    clone.git("checkout", "-qb", "mine")
    clone.commit("bob/addition.py", RIGHT)
    done = clone.push()
    assert "✓ bob/addition  AC" in done.stderr
    assert "1 of 1 solution accepted" in done.stderr  # alice's, which was there, is not graded again
    assert clone.pushed
    assert clone.left_over() == []


def test_one_that_is_not_is_kept_back_and_no_verify_pushes_it(clone: Clone) -> None:
    clone.commit("bob/addition.py", WRONG)
    done = clone.push()
    assert done.returncode != 0
    assert "✗ bob/addition  WA" in done.stderr
    assert "judge: not pushed. To push anyway: git push --no-verify" in done.stderr
    assert not clone.pushed
    assert clone.left_over() == []
    clone.push("--no-verify", "origin", "HEAD")
    assert clone.pushed


def test_what_is_graded_is_the_commit_and_not_the_folder(clone: Clone) -> None:
    clone.commit("bob/addition.py", WRONG)
    clone.put("bob/addition.py", RIGHT)
    assert clone.push().returncode != 0
    clone.git("commit", "-qam", "mended")
    clone.put("bob/addition.py", WRONG)
    assert clone.push().returncode == 0
    assert (clone.path / "solutions" / "bob" / "addition.py").read_text() == WRONG


def test_what_was_pushed_before_is_not_graded_again(clone: Clone) -> None:
    clone.git("checkout", "-qb", "mine")
    clone.commit("bob/addition.py", WRONG)
    clone.push("--no-verify", "origin", "HEAD")
    clone.commit("carol/addition.py", RIGHT)
    done = clone.push()
    assert "bob" not in done.stderr
    assert clone.pushed


def test_what_came_with_the_default_branch_is_not_graded(clone: Clone) -> None:
    clone.git("checkout", "-qb", "mine")
    clone.commit("bob/addition.py", RIGHT)
    clone.push()
    clone.git("checkout", "-q", "main")
    clone.commit("carol/addition.py", WRONG)
    clone.push("--no-verify", "origin", "main")
    clone.git("checkout", "-q", "mine")
    clone.git("merge", "-q", "main")
    done = clone.push()
    assert "carol" not in done.stderr
    assert "1 of 1 solution accepted" in done.stderr
    assert clone.pushed


def test_a_commit_that_cannot_be_laid_out_keeps_no_push_back(clone: Clone) -> None:
    """git cannot make the worktree: a file is where its folder of worktrees would be."""
    (clone.path / ".git" / "worktrees").write_text("")
    clone.commit("bob/addition.py", WRONG)
    done = clone.push()
    assert "git cannot check out the commit" in done.stderr
    assert clone.pushed


def test_a_push_without_solutions_does_not_start_the_judge(clone: Clone) -> None:
    (clone.path / "notes.md").write_text("notes")
    clone.git("add", "-A")
    clone.git("commit", "-qm", "notes")
    clone.environment["JUDGE_SANDBOX"] = "nonsense"  # it would say so
    done = clone.push()
    assert "judge" not in done.stderr.lower()
    assert clone.pushed


def test_a_branch_is_deleted_without_grading(clone: Clone) -> None:
    clone.git("push", "--no-verify", "origin", "HEAD:gone")
    assert clone.push("origin", ":gone").returncode == 0


def test_several_branches_at_once_are_each_graded(clone: Clone) -> None:
    clone.git("checkout", "-qb", "good")
    clone.commit("bob/addition.py", RIGHT)
    clone.git("checkout", "-qb", "bad", "main")
    clone.commit("carol/addition.py", WRONG)
    done = clone.push("origin", "good", "bad")
    assert done.returncode != 0
    assert "carol/addition  WA" in done.stderr
    assert clone.left_over() == []


@pytest.mark.parametrize("branch", ["$(touch${IFS}ran)", "a;touch&ran'\"`", "--force"])
def test_a_hostile_name_of_a_branch_stays_a_name(clone: Clone, branch: str) -> None:
    clone.commit("bob/addition.py", RIGHT)
    clone.git("update-ref", f"refs/heads/{branch}", "HEAD")
    done = clone.push("origin", f"refs/heads/{branch}")
    assert done.returncode == 0, done.stderr
    assert "1 of 1 solution accepted" in done.stderr
    assert not list(clone.path.rglob("ran"))


def test_a_hostile_name_of_a_file_stays_a_name(clone: Clone) -> None:
    for name in ("$(touch ran).py", "-x.py", "a\n::error::b.py", "--base=main"):
        clone.put(name, RIGHT)
    clone.commit("bob/addition.py", RIGHT)
    done = clone.push()
    assert done.returncode == 0, done.stderr
    assert "1 of 1 solution accepted" in done.stderr
    assert not list(clone.path.rglob("ran"))


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("JUDGE_SANDBOX", "nonsense", 2), ("JUDGE_PROBLEMS", "", 3), ("DOCKER_HOST", "unix:///no", 4)],
)
def test_a_fault_of_the_judge_keeps_no_push_back(clone: Clone, name: str, value: str, code: int) -> None:
    """An option that there is not, a broken problem, no Docker."""
    if name == "DOCKER_HOST":
        clone.environment["JUDGE_SANDBOX"] = "docker"
    if name == "JUDGE_PROBLEMS":
        (clone.path / "problems" / "addition" / "problem.toml").write_text("format = 1\n")
    else:
        clone.environment[name] = value
    clone.commit("bob/addition.py", RIGHT)
    done = clone.push()
    assert done.returncode == 0
    assert f"judge: not graded, through no fault of yours (exit code {code}). Pushing anyway." in done.stderr
    assert "Traceback" not in done.stderr
    assert clone.pushed
    assert clone.left_over() == []


def test_a_judge_that_is_gone_keeps_no_push_back(clone: Clone) -> None:
    ci.write([ci.hook(clone.path / ".git" / "hooks", clone.path, clone.path / "gone" / "judge")])
    git_alone = clone.path.parent / "bin"
    git_alone.mkdir()
    for program in ("git", "sh", "mktemp", "rm"):
        (git_alone / program).symlink_to(str(shutil.which(program)))
    clone.environment["PATH"] = str(git_alone)
    clone.commit("bob/addition.py", WRONG)
    done = clone.push()
    assert "nothing was graded. Set up the hook again: judge grade init --hook --force" in done.stderr
    assert clone.pushed


def test_a_push_from_another_worktree_grades_that_one(clone: Clone) -> None:
    other = clone.path.parent / "other"
    clone.git("worktree", "add", "-q", "-b", "mine", str(other))
    (other / "solutions" / "bob").mkdir()
    (other / "solutions" / "bob" / "addition.py").write_text(WRONG)
    clone.git("add", "-A", cwd=other)
    clone.git("commit", "-qm", "two", cwd=other)
    done = clone.run("git", "push", "origin", "mine", cwd=other)
    assert done.returncode != 0
    assert "✗ bob/addition  WA" in done.stderr
    assert clone.git("worktree", "list").count("\n") == 1


def test_a_folder_with_a_hostile_name_is_one(tmp_path: Path) -> None:
    folder = tmp_path / "a $(touch ran) 'b"
    folder.mkdir()
    clone = Clone(folder)
    clone.commit("bob/addition.py", RIGHT)
    done = clone.push()
    assert "1 of 1 solution accepted" in done.stderr
    assert clone.left_over() == []
    assert not list(tmp_path.rglob("ran"))
