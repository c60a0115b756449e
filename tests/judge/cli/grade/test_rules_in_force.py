"""`judge grade --rules`, over a plain process and real git repositories."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.small_problems import RIGHT, WRONG, Judge, git, put

RULES = """\
format = 1
required = ["addition"]
optional = ["add_hard"]
minimum_points = 10
[points]
default = 10
"""


def commit(folder: Path, name: str, text: str) -> None:
    put(folder, name, text)
    git(folder, "add", "solutions")
    git(folder, "commit", "-m", name)


@pytest.fixture
def trusted(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules, outside of the branch."""
    path = tmp_path_factory.mktemp("course") / "judge.toml"
    path.write_text(RULES)
    return path


def test_what_is_required_decides_and_not_all_that_was_tried(judge: Judge, folder: Path, trusted: Path) -> None:
    put(folder, "alice/addition.py")
    put(folder, "alice/add_hard.py", WRONG)
    assert judge("grade").code == 1
    assert judge("grade", "--rules", str(trusted)).code == 0


def test_whoever_of_the_roster_is_missing_does_not_pass(judge: Judge, folder: Path, trusted: Path) -> None:
    put(folder, "alice/addition.py")
    trusted.write_text(RULES.replace("[points]", 'authors = ["alice", "bob"]\n[points]'))
    assert judge("grade", "--rules", str(trusted)).code == 1


def test_a_branch_that_deletes_every_solution_does_not_pass(judge: Judge, folder: Path, trusted: Path) -> None:
    (folder / "solutions").mkdir()
    assert judge("grade", "--rules", str(trusted)).code == 1


def test_rules_of_the_branch_are_ignored_with_a_note(judge: Judge, folder: Path, trusted: Path) -> None:
    put(folder, "addition.py", WRONG)
    put(folder, "add_hard.py")
    (folder / "judge.toml").write_text('format = 1\nrequired = ["add_hard"]\n')
    for arguments in ([], ["--rules", str(trusted)]):
        ran = judge("grade", *arguments)
        assert ran.code == 1
        assert "judge.toml in this folder is ignored" in ran.err
    ran = judge("grade", "--rules", "judge.toml")
    assert ran.code == 0
    assert "is ignored" not in ran.err


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("nowhere"), Path.mkdir])
def test_something_odd_called_judge_toml_in_the_branch_stops_nothing(judge: Judge, folder: Path, make) -> None:
    put(folder, "addition.py")
    make(folder / "judge.toml")
    ran = judge("grade")
    assert ran.code == 0
    assert "judge.toml in this folder is ignored" in ran.err


def test_lateness_is_judged_by_the_trusted_clock_and_not_by_the_time_of_a_commit(
    judge: Judge, folder: Path, trusted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted.write_text(RULES + "[deadline]\nat = 2026-01-01T00:00:00Z\nlate_percent = 1\n")
    git(folder, "init")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2001-01-01T00:00:00Z")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    commit(folder, "addition.py", RIGHT)
    rules = ["--rules", str(trusted)]
    assert judge("grade", *rules).code == 1
    assert judge("grade", *rules, "--received-at", "2026-01-01T01:00:00+01:00").code == 0
    assert judge("grade", *rules, "--received-at", "2026-01-01T00:59:00-01:00").code == 1
    assert judge("grade", *rules, "--received-at", "1767225600").code == 0
    assert judge("grade", *rules, "--received-at", "1767225601").code == 1


def test_the_file_of_attempts_costs_points(judge: Judge, folder: Path, trusted: Path) -> None:
    put(folder, "alice/addition.py")
    trusted.write_text(RULES + '[attempts]\ncounted = "file"\nmaximum = 2\nfurther_percent = 1\n')
    (folder / "attempts.json").write_text('{"alice": {"addition": 2}}')
    command = ["grade", "--rules", str(trusted), "--attempts", "attempts.json"]
    assert judge(*command).code == 0
    (folder / "attempts.json").write_text('{"alice": {"addition": 3}}')
    assert judge(*command).code == 1


def test_commits_since_the_base_are_counted_by_file_and_those_before_are_not(
    judge: Judge, folder: Path, trusted: Path
) -> None:
    tries = '[attempts]\ncounted = "commits"\nmaximum = 2\nfurther_percent = 1\n'
    trusted.write_text(RULES.replace("minimum_points = 10", "minimum_points = 20") + tries)
    git(folder, "init")
    for number in range(3):
        commit(folder, "addition.py", f"{WRONG}# {number}\n")
    git(folder, "checkout", "-b", "mine")
    commit(folder, "addition.py", WRONG)
    commit(folder, "add_hard.py", RIGHT)
    commit(folder, "addition.py", RIGHT)
    command = ["grade", "--rules", str(trusted), "--base", "main"]
    assert judge(*command).code == 0
    commit(folder, "addition.py", f"{RIGHT}# once more\n")
    assert judge(*command).code == 1


def test_attempts_in_a_shallow_clone_bring_a_note(
    judge: Judge, folder: Path, trusted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted.write_text(RULES + '[attempts]\ncounted = "commits"\nmaximum = 2\nfurther_percent = 1\n')
    git(folder, "init")
    commit(folder, "addition.py", RIGHT)
    commit(folder, "addition.py", WRONG)
    git(folder, "checkout", "-b", "mine")
    commit(folder, "addition.py", RIGHT)
    git(folder, "clone", "--depth=2", "--no-single-branch", "-b", "mine", f"file://{folder}", "clone")
    monkeypatch.chdir(folder / "clone")
    ran = judge("grade", "--rules", str(trusted), "--base", "origin/main")
    assert "shallow clone: attempts are counted by commits, so there may be too few" in ran.err


def test_with_a_base_the_authors_of_a_change_are_graded_whole_and_others_not(
    judge: Judge, folder: Path, trusted: Path
) -> None:
    trusted.write_text(RULES.replace("[points]", 'authors = ["alice", "bob"]\n[points]'))
    git(folder, "init")
    commit(folder, "alice/addition.py", RIGHT)
    commit(folder, "bob/addition.py", WRONG)
    git(folder, "checkout", "-b", "mine")
    command = ["grade", "--rules", str(trusted), "--base", "main"]
    assert judge(*command).code == 0
    commit(folder, "alice/add_hard.py", RIGHT)
    ran = judge(*command)
    assert ran.code == 0
    assert "✓ alice/addition" in ran.out
    assert "bob/" not in ran.out


def test_only_verdicts_are_shown_if_the_rules_say_so(judge: Judge, folder: Path, trusted: Path) -> None:
    put(folder, "addition.py", WRONG)
    command = ["grade", "--rules", str(trusted)]
    assert "wrong value" in judge(*command).out
    trusted.write_text(f'show = "verdicts"\n{RULES}')
    for form in ("terminal", "json", "junit", "github", "markdown"):
        assert "wrong value" not in judge(*command, "--format", form).out


def test_a_judge_error_gives_exit_code_3_and_not_1(judge: Judge, folder: Path, trusted: Path) -> None:
    put(folder, "addition.py")
    tests = folder / "problems" / "addition" / "tests"
    (tests / "test_hidden.py").write_text("raise ValueError\n")
    assert judge("grade", "--rules", str(trusted)).code == 3


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--rules", "nowhere.toml"], 2, "cannot read nowhere.toml: No such file or directory"),
        (["--received-at", "2026-01-01T00:00:00Z"], 2, "--received-at needs rules"),
        (["--attempts", "a.json"], 2, "--attempts needs rules"),
        (["--rules", "good.toml", "--attempts", "a.json"], 2, "good.toml does not take attempts from a file"),
        (["--rules", "file.toml"], 2, "file.toml takes attempts from a file, but no --attempts given"),
        (["--rules", "file.toml", "--attempts", "a.json"], 2, "cannot read a.json: No such file or directory"),
        (["--rules", "commits.toml"], 2, "commits.toml counts commits, but no --base given"),
        (["--rules", "good.toml", "--received-at", "yesterday"], 2, "--received-at is not a valid date and time: 'yesterday'"),
        (["--rules", "good.toml", "--received-at", "2026-01-01"], 2, "--received-at has no time zone: '2026-01-01'"),
        (["--rules", "good.toml", "--received-at", "9" * 30], 2, "--received-at is not a plausible date"),
        (["--rules", "good.toml", "--received-at", ""], 2, "--received-at is not a valid date and time: ''"),
        (["--rules", "wrong.toml"], 3, "wrong.toml, line 2: required names an unknown problem: 'additoin'"),
    ],
)  # fmt: skip
def test_bad_input_is_explained(judge: Judge, folder: Path, arguments: list[str], code: int, said: str) -> None:
    put(folder, "addition.py")
    (folder / "good.toml").write_text(RULES)
    (folder / "wrong.toml").write_text(RULES.replace('"addition"', '"additoin"'))
    for counted in ("file", "commits"):
        (folder / f"{counted}.toml").write_text(f'{RULES}[attempts]\ncounted = "{counted}"\nmaximum = 1\n')
    ran = judge("grade", *arguments)
    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_the_rules_of_a_trusted_ref_hold_and_not_those_of_the_branch(judge: Judge, folder: Path) -> None:
    git(folder, "init")
    (folder / "judge.toml").write_text(RULES)
    git(folder, "add", "problems", "judge.toml")
    git(folder, "commit", "-m", "rules")
    git(folder, "checkout", "-b", "mine")
    (folder / "judge.toml").write_text('format = 1\nrequired = ["add_hard"]\n')
    commit(folder, "alice/add_hard.py", RIGHT)
    ran = judge("grade", "--problems-from", "main")
    assert ran.code == 1
    assert "is ignored" not in ran.err
    assert judge("grade", "--rules", "judge.toml").code == 0


def test_points_follow_from_all_merged_shards(judge: Judge, folder: Path, trusted: Path) -> None:
    for name in ("addition.py", "add_hard.py"):
        put(folder, f"alice/{name}")
    for part in (1, 2):
        ran = judge("grade", "--shard", f"{part}/2", "--rules", str(trusted), "--format", f"json=part-{part}.json")
        assert ran.code == 0
    ran = judge("grade", "merge", "part-1.json", "part-2.json", "--rules", str(trusted))
    assert ran.code == 0
    assert "1 of 1 author passed" in ran.out


def test_a_merge_of_shards_cannot_count_commits(judge: Judge, folder: Path, trusted: Path) -> None:
    put(folder, "addition.py")
    judge("grade", "--shard", "1/1", "--format", "json=part.json")
    trusted.write_text(RULES + '[attempts]\ncounted = "commits"\nmaximum = 3\n')
    ran = judge("grade", "merge", "part.json", "--rules", str(trusted))
    assert ran.code == 2
    assert 'counted = "file"' in ran.err
