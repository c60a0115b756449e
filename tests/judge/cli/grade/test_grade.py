"""`judge grade`, over a plain process and real git repositories."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from judge.render.grade.forms import NAMES
from tests.support.small_problems import WRONG, Judge, git, make_problem, put

LOOP = "def add(a, b):\n    while True:\n        pass\n"


@pytest.fixture
def repository(folder: Path) -> Path:
    """Addition is solved on main, and the branch `mine` begins there."""
    put(folder, "addition.py")
    git(folder, "init")
    git(folder, "add", "solutions")
    git(folder, "commit", "-m", "one")
    git(folder, "checkout", "-b", "mine")
    return folder


def test_right_solutions_of_several_authors_give_exit_code_0(judge: Judge, folder: Path) -> None:
    for name in ("addition.py", "alice/addition.py", "bob/add_hard.py"):
        put(folder, name)
    ran = judge("grade")
    assert ran.code == 0
    assert "✓ addition  AC  3 of 3" in ran.out
    assert "✓ alice/addition  AC" in ran.out
    assert "3 of 3 solutions accepted" in ran.out


def test_a_wrong_solution_gives_exit_code_1_and_its_first_failure(judge: Judge, folder: Path) -> None:
    put(folder, "alice/addition.py")
    put(folder, "bob/addition.py", WRONG)
    ran = judge("grade")
    assert ran.code == 1
    assert "✗ bob/addition  WA" in ran.out
    assert "test_negative_numbers: wrong value" in ran.out
    assert "1 of 2 solutions accepted" in ran.out


def test_hidden_inputs_are_in_no_form(judge: Judge, folder: Path) -> None:
    put(folder, "addition.py", "def add(a, b):\n    return abs(a) + abs(b)\n")
    assert judge("grade", *(f"--format={form}={form}.out" for form in NAMES)).code == 1
    for form in NAMES:
        written = (folder / f"{form}.out").read_text()
        assert "test_negative_numbers" in written
        assert "-7" not in written, form


def test_a_loop_and_a_link_take_nothing_from_the_others(judge: Judge, folder: Path) -> None:
    put(folder, "alice/addition.py", LOOP)
    put(folder, "bob/add_hard.py")
    (folder / "solutions" / "bob" / "addition.py").symlink_to("/etc/passwd")
    os.mkfifo(folder / "solutions" / "add_hard.py")
    ran = judge("grade", "--jobs", "2")
    assert ran.code == 1
    assert "✗ alice/addition  TLE" in ran.out
    assert "bob/addition  CE  solutions/bob/addition.py is a symbolic link; links are not followed" in ran.out
    assert "add_hard  CE  solutions/add_hard.py is a FIFO, not a Python file" in ran.out
    assert "✓ bob/add_hard  AC" in ran.out


def test_files_that_are_not_solutions_are_named(judge: Judge, folder: Path) -> None:
    put(folder, "addition.py")
    put(folder, "additoin.py")
    put(folder, "notes.txt")
    put(folder, "alice/deeper/addition.py")
    put(folder, ".hidden.py")
    ran = judge("grade")
    assert ran.code == 0
    assert "solutions/additoin.py  not named after a problem" in ran.out
    assert "solutions/notes.txt  not a Python file" in ran.out
    assert "solutions/alice/deeper  a folder inside an author's folder" in ran.out
    assert "hidden" not in ran.out


def test_the_problems_of_the_branch_are_not_looked_at(
    judge: Judge, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its ./problems has tests that pass everything."""
    trusted = folder / "elsewhere"
    make_problem(trusted / "addition")
    (folder / "problems" / "addition" / "tests" / "test_hidden.py").write_text("def test_all(solution):\n    pass\n")
    (folder / "problems" / "addition" / "tests" / "test_sample.py").write_text("def test_all(solution):\n    pass\n")
    put(folder, "addition.py", WRONG)
    monkeypatch.delenv("JUDGE_PROBLEMS")
    assert judge("--problems", str(trusted), "grade").code == 1
    ran = judge("grade")
    assert "solutions/addition.py  not named after a problem" in ran.out


def test_a_problem_that_cannot_be_loaded_is_counted_against_nobody(judge: Judge, folder: Path) -> None:
    put(folder, "addition.py")
    put(folder, "add_hard.py")
    (folder / "problems" / "add_hard" / "problem.toml").write_text("format = 1\n")
    ran = judge("grade")
    assert ran.code == 3
    assert "✓ addition  AC" in ran.out
    assert "add_hard  JE" in ran.out
    assert "1 judge error, not counted against anyone" in ran.out


def test_several_forms_at_once(judge: Judge, folder: Path) -> None:
    put(folder, "addition.py")
    put(folder, "bob/addition.py", WRONG)
    ran = judge("grade", "--format", "terminal", "--format", "json=grade.json", "--format", "junit=grade.xml")
    assert "1 of 2 solutions accepted" in ran.out
    document = json.loads((folder / "grade.json").read_text())
    assert (document["schema"], document["accepted"], document["total"]) == ("judge.grade/1", 1, 2)
    assert [(one["author"], one["verdict"]) for one in document["solutions"]] == [("", "AC"), ("bob", "WA")]
    suites = ET.parse(folder / "grade.xml").getroot()
    assert [(suite.get("name"), suite.get("failures")) for suite in suites] == [
        ("addition", "0"),
        ("bob/addition", "1"),
    ]
    cases = [(case.get("classname"), case.get("name")) for case in suites.iter("testcase")]
    assert len(set(cases)) == len(cases) == 6


def test_an_annotation_names_the_file_and_no_text_of_the_branch_becomes_a_command(judge: Judge, folder: Path) -> None:
    put(folder, "bob/addition.py", "def add(a, b):\n    raise ValueError('x\\n::error::forged')\n")
    ran = judge("grade", "--format", "github")
    lines = ran.out.splitlines()
    assert lines[0].startswith("::error file=solutions/bob/addition.py,")
    marks = [line for line in lines if line.startswith("::")]
    assert [line[:16] for line in marks if not line.startswith("::error file=")] == ["::stop-commands:", lines[-1][:16]]
    assert not any(line.startswith("::error::") for line in lines)


def test_a_comment_in_markdown_has_no_markup_of_the_branch(judge: Judge, folder: Path) -> None:
    put(folder, "bob/addition.py", "def add(a, b):\n    raise ValueError('<img src=x> @everyone | [a](https://b)')\n")
    out = judge("grade", "--format", "markdown").out
    assert "**0 of 1 solution accepted**" in out
    outside = re.sub(
        r"(`+)[^`].*?\1", "", out, flags=re.DOTALL
    )  # tests/judge/render/grade/test_markdown.py has all there is to it
    for forged in ("<img", "@everyone", "](https"):
        assert forged in out
        assert forged not in outside


def test_nothing_to_grade_says_so(judge: Judge, folder: Path) -> None:
    (folder / "solutions").mkdir()
    ran = judge("grade")
    assert (ran.code, ran.out) == (0, "Nothing to grade.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere: No such file or directory"),
        (["--format", "xml"], "unknown format 'xml'"),
        (["--timings", "x.json"], "--timings needs --shard"),
        (["--timings", "x.json", "--shard", "1/2"], "x.json cannot be read: No such file or directory"),
        (["merge", "x.json"], "x.json cannot be read: No such file or directory"),
        (["--format", "json", "--format", "junit"], "two formats go to standard output"),
        (["--format", "json=no/such/folder.json"], "no/such/folder.json cannot be written: No such file or directory"),
    ],
)
def test_bad_input_is_explained(judge: Judge, folder: Path, arguments: list[str], said: str) -> None:
    put(folder, "addition.py")
    ran = judge("grade", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


# --base


def test_only_what_the_branch_has_added_or_changed_is_graded(judge: Judge, repository: Path) -> None:
    put(repository, "add_hard.py")
    git(repository, "add", "solutions")
    git(repository, "commit", "-m", "two")
    ran = judge("grade", "--base", "main")
    assert ran.code == 0
    assert "✓ add_hard  AC" in ran.out
    assert "1 of 1 solution accepted" in ran.out


def test_a_rename_a_deletion_and_a_merge(judge: Judge, repository: Path) -> None:
    """What main has got meanwhile, and is merged, is no change of the branch."""
    git(repository, "checkout", "main")
    put(repository, "alice/add_hard.py", WRONG)
    git(repository, "add", "solutions")
    git(repository, "commit", "-m", "main goes on")
    git(repository, "checkout", "mine")
    (repository / "solutions" / "bob").mkdir()
    git(repository, "mv", "solutions/addition.py", "solutions/bob/addition.py")
    git(repository, "commit", "-m", "renamed")
    git(repository, "merge", "main")
    ran = judge("grade", "--base", "main")
    assert ran.code == 0
    assert "✓ bob/addition  AC" in ran.out
    assert "1 of 1 solution accepted" in ran.out


def test_filters_and_hooks_of_the_branch_are_not_run(judge: Judge, repository: Path) -> None:
    put(repository, "add_hard.py")
    (repository / ".gitattributes").write_text("*.py diff=evil filter=evil\n")
    git(repository, "add", "-A", "solutions", ".gitattributes")
    git(repository, "commit", "-m", "attributes")
    for key in ("diff.evil.command", "diff.evil.textconv", "filter.evil.smudge", "filter.evil.clean"):
        git(repository, "config", key, f"touch {repository}/ran")
    assert judge("grade", "--base", "main").code == 0
    assert not (repository / "ran").exists()


@pytest.mark.parametrize("base", ["no-such-ref", "--output=stolen", "", "main\0", "HEAD^{tree}", "main:solutions"])
def test_an_unknown_base_is_explained(judge: Judge, repository: Path, base: str) -> None:
    ran = judge("grade", f"--base={base}")
    assert ran.code == 2
    assert "no such commit in this repository" in ran.err
    assert not (repository / "stolen").exists()


def test_a_base_outside_a_repository_is_explained(judge: Judge, folder: Path) -> None:
    put(folder, "addition.py")
    ran = judge("grade", "--base", "main")
    assert ran.code == 2
    assert "is not in a git repository" in ran.err


def test_an_author_in_nfd_is_the_one_of_the_rules(judge: Judge, folder: Path) -> None:
    """An archive from macOS has the folder's name in NFD; a keyboard writes NFC into the rules."""
    put(folder, "jose\u0301/addition.py")
    (folder / "rules.toml").write_text(
        'format = 1\nrequired = ["addition"]\nauthors = ["jos\u00e9"]\n', encoding="utf-8"
    )
    ran = judge("grade", "--rules", "rules.toml")
    assert ran.code == 0
    assert "1 of 1 author passed" in ran.out


def test_authors_that_look_alike_bring_a_warning(judge: Judge, folder: Path) -> None:
    """Those of the roster too."""
    put(folder, "\u0430nn/addition.py")
    (folder / "rules.toml").write_text('format = 1\nrequired = ["addition"]\nauthors = ["ann"]\n', encoding="utf-8")
    ran = judge("grade", "--rules", "rules.toml")
    assert ran.code == 1
    assert "authors: ann and \u0430nn look alike: are they one person?" in ran.err
    assert "authors: \u0430nn mixes Latin and Cyrillic letters" in ran.err
