"""`judge grade init`, in real git repositories."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from judge import ci
from judge.cli.grade import init
from tests.support.small_problems import Judge

WORKFLOWS = [f".github/workflows/{name}.yml" for name in ("judge", "judge-pull-request", "judge-comment")]
SOURCE = "mentor/judge@0123456789abcdef"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, with the working directory somewhere inside it."""
    top = folder / "practice"
    (top / "deep" / "down").mkdir(parents=True)
    git(top, "init")
    monkeypatch.chdir(top / "deep" / "down")
    return top


def files_in(top: Path) -> set[str]:
    inside = {path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file()}
    return {name for name in inside if not name.startswith(".git/")}


def test_it_writes_at_the_top_of_the_repository_and_says_what(judge: Judge, repository: Path) -> None:
    ran = judge("grade", "init", "--github", "--gitlab", "--judge", SOURCE)
    assert ran.code == 0
    written = {*WORKFLOWS, ".gitlab/judge.yml", ".gitlab-ci.yml", "judge.toml"}
    assert files_in(repository) == written
    assert set(ran.out.partition("\n\n")[0].split()) == written | {"wrote"}
    assert "git add .github .gitlab .gitlab-ci.yml judge.toml && git commit" in ran.out
    assert "OWNER" not in ran.out


def test_workflows_fetch_the_judge_that_is_named(judge: Judge, repository: Path) -> None:
    judge("grade", "init", "--github", "--gitlab", "--judge", SOURCE)
    texts = [(repository / name).read_text() for name in (*WORKFLOWS, ".gitlab/judge.yml")]
    assert all("mentor/judge" in text and "@0123456789abcdef" in text for text in texts)
    assert not any("OWNER" in text or "COMMIT" in text.replace("CI_COMMIT", "") for text in texts)


def test_a_judge_that_does_not_know_where_it_came_from_says_what_to_fill_in(
    judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(init, "_known_source", lambda: "")
    ran = judge("grade", "init", "--github")
    assert f"Replace {ci.UNKNOWN} with the repository and commit" in ran.out
    assert ci.UNKNOWN in (repository / WORKFLOWS[0]).read_text()


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://github.com/mentor/judge.git", "mentor/judge@"),
        ("git@github.com:mentor/judge.git", "mentor/judge@"),
        ("ssh://git@github.com/mentor/judge", "mentor/judge@"),
        ("https://github.com.evil.example/mentor/judge", ""),
        ("https://example.org/mentor/judge", ""),
        ("https://github.com/mentor/judge; rm", ""),
    ],
)
def test_a_checkout_knows_where_it_came_from(
    folder: Path, monkeypatch: pytest.MonkeyPatch, address: str, known: str
) -> None:
    checkout = folder / "checkout"
    checkout.mkdir()
    git(checkout, "init")
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    git(checkout, *identity, "commit", "--allow-empty", "-m", "one")
    git(checkout, "remote", "add", "origin", address)
    monkeypatch.setattr(init, "CHECKOUT", checkout)
    assert init._known_source() == (known and known + git(checkout, "rev-parse", "HEAD"))


def test_what_pip_has_installed_from_git_knows_where_it_came_from(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = folder / "site" / "interview_judge-9.dist-info"
    noted.mkdir(parents=True)
    (noted / "METADATA").write_text("Metadata-Version: 2.1\nName: interview-judge\nVersion: 9\n")
    told = {"url": "https://github.com/mentor/judge", "vcs_info": {"vcs": "git", "commit_id": "0123456789abcdef"}}
    (noted / "direct_url.json").write_text(json.dumps(told))
    monkeypatch.syspath_prepend(str(folder / "site"))
    assert init._known_source() == SOURCE


def test_the_starter_rules_require_a_problem_that_there_is(judge: Judge, repository: Path, folder: Path) -> None:
    judge("grade", "init", "--github")
    assert tomllib.loads((repository / "judge.toml").read_text()) == {
        "format": 1,
        "required": ["add_hard"],
    }  # of JUDGE_PROBLEMS
    (repository / "judge.toml").unlink()
    (repository / "problems").mkdir()
    (folder / "problems" / "addition").rename(repository / "problems" / "addition")
    judge("grade", "init", "--github")
    assert tomllib.loads((repository / "judge.toml").read_text()) == {"format": 1, "required": ["addition"]}


def test_every_line_of_the_starter_rules_is_one_that_judge_takes(
    judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = pytest.importorskip("judge.grading.rules", reason="rules are on their way")
    from judge.cli.context import Context

    monkeypatch.delenv("JUDGE_PROBLEMS")
    judge("grade", "init", "--github")
    text = (repository / "judge.toml").read_text()
    settings = [line.removeprefix("# ") for line in text.splitlines() if "=" in line or line.startswith("# [")]
    parsed = rules.parse("\n".join(settings).encode(), "judge.toml", Context().catalogue)
    assert parsed.required == ("longest_substring",)
    assert parsed.minimum == 2


def test_the_hook_is_not_among_what_is_to_be_committed(judge: Judge, repository: Path) -> None:
    assert "git add .github judge.toml && git commit" in judge("grade", "init", "--github", "--hook").out


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", ["folder", "link", "FIFO"])
def test_a_pipeline_that_is_no_file_is_not_opened(judge: Judge, repository: Path, kind: str) -> None:
    pipeline = repository / ".gitlab-ci.yml"
    {"folder": pipeline.mkdir, "link": lambda: pipeline.symlink_to("/"), "FIFO": lambda: os.mkfifo(pipeline)}[kind]()
    ran = judge("grade", "init", "--gitlab")
    assert ran.code == 0
    assert "Add to .gitlab-ci.yml" in ran.out


def test_a_hook_is_written_where_git_looks_for_it(judge: Judge, repository: Path) -> None:
    ran = judge("grade", "init", "--hook")
    assert ran.code == 0
    assert "wrote          .git/hooks/pre-push" in ran.out
    assert (repository / ".git" / "hooks" / "pre-push").stat().st_mode & 0o777 == 0o755
    assert files_in(repository) == set()
    git(repository, "config", "core.hooksPath", ".githooks")
    judge("grade", "init", "--hook")
    assert files_in(repository) == {".githooks/pre-push"}


def test_hooks_that_other_repositories_share_are_left_alone(judge: Judge, repository: Path, folder: Path) -> None:
    git(repository, "config", "core.hooksPath", str(folder / "shared"))
    ran = judge("grade", "init", "--hook")
    assert ran.code == 2
    assert "which other repositories share" in ran.err
    assert not (folder / "shared").exists()


def test_a_hook_in_a_worktree_is_that_of_the_repository(
    judge: Judge, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    git(repository, *identity, "commit", "--allow-empty", "-m", "one")
    git(repository, "worktree", "add", "../other")
    monkeypatch.chdir(repository.parent / "other")
    assert judge("grade", "init", "--hook").code == 0
    assert (repository / ".git" / "hooks" / "pre-push").is_file()


def test_a_dry_run_writes_nothing(judge: Judge, repository: Path) -> None:
    ran = judge("grade", "init", "--github", "--hook", "--dry-run")
    assert ran.code == 0
    assert ran.out.count("would write") == 5
    assert "Next" not in ran.out
    assert files_in(repository) == set()
    assert not (repository / ".git" / "hooks" / "pre-push").exists()


def test_differing_files_are_only_replaced_with_force(judge: Judge, repository: Path) -> None:
    mine = repository / WORKFLOWS[1]
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    ran = judge("grade", "init", "--github")
    assert ran.code == 2
    assert f"{WORKFLOWS[1]} already exists and differs; nothing was written" in ran.err
    assert files_in(repository) == {WORKFLOWS[1]}
    assert mine.read_text() == "mine"
    ran = judge("grade", "init", "--github", "--force")
    assert f"replaced       {WORKFLOWS[1]}" in ran.out
    assert f"wrote          {WORKFLOWS[0]}" in ran.out
    assert "permissions" in mine.read_text()


def test_a_second_time_nothing_changes(judge: Judge, repository: Path) -> None:
    judge("grade", "init", "--github", "--gitlab", "--hook")
    before = {name: (repository / name).stat().st_mtime_ns for name in files_in(repository)}
    ran = judge("grade", "init", "--github", "--gitlab", "--hook")
    assert ran.code == 0
    assert "wrote" not in ran.out
    assert {name: (repository / name).stat().st_mtime_ns for name in files_in(repository)} == before


def test_rules_and_a_pipeline_that_are_there_are_kept_even_with_force(judge: Judge, repository: Path) -> None:
    (repository / "judge.toml").write_text('required = ["addition"]\n')
    (repository / ".gitlab-ci.yml").write_text("test:\n  script: make\n")
    ran = judge("grade", "init", "--gitlab", "--force")
    assert "kept           judge.toml (your rules)" in ran.out
    assert "Add to .gitlab-ci.yml" in ran.out
    assert (repository / "judge.toml").read_text() == 'required = ["addition"]\n'
    assert (repository / ".gitlab-ci.yml").read_text() == "test:\n  script: make\n"


@pytest.mark.parametrize("link", [".github", ".github/workflows", WORKFLOWS[0], "judge.toml"])
@pytest.mark.parametrize("force", [[], ["--force"]])
def test_nothing_is_written_through_a_link(
    judge: Judge, repository: Path, folder: Path, link: str, force: list[str]
) -> None:
    outside = folder / "outside"
    if link.endswith((".yml", ".toml")):
        outside.write_text("precious")
    else:
        outside.mkdir()
    (repository / link).parent.mkdir(parents=True, exist_ok=True)
    (repository / link).symlink_to(outside)
    ran = judge("grade", "init", "--github", *force)
    assert ran.code == 2
    assert f"{link} is a symbolic link; nothing is written through links" in ran.err
    assert outside.is_dir() or outside.read_text() == "precious"
    assert not outside.is_dir() or not list(outside.iterdir())
    assert len(files_in(repository)) == (0 if outside.is_dir() else 1)


def test_a_folder_in_the_way_is_reported(judge: Judge, repository: Path) -> None:
    (repository / WORKFLOWS[0]).mkdir(parents=True)
    ran = judge("grade", "init", "--github", "--force")
    assert ran.code == 2
    assert f"{WORKFLOWS[0]} is not a regular file" in ran.err


def test_outside_of_a_repository_it_says_so(judge: Judge, folder: Path) -> None:
    ran = judge("grade", "init", "--github")
    assert ran.code == 2
    assert "not a git repository" in ran.err
    assert "git init" in ran.err
    assert not (folder / ".github").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "judge grade init --github, --gitlab or --hook"),
        (["--github", "--judge", "mentor/judge"], "--judge OWNER/REPO@COMMIT"),
        (["--github", "--judge", "a/b@c\n      - run: evil"], "is not a repository and commit"),
        (["--github", "--judge", "../..@c"], "is not a repository and commit"),
        (["--nonsense"], "No such option"),
    ],
)
def test_bad_input_is_explained(judge: Judge, repository: Path, arguments: list[str], said: str) -> None:
    ran = judge("grade", "init", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert files_in(repository) == set()
