"""The boundary: errors become a sentence and an exit code; commands load when they are used."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from judge import __version__, workspace
from judge.cli.commands import COMMANDS
from judge.cli.program import run
from tests.support.small_problems import Judge


def spawn(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(workspace.__file__).parents[1]), **environment},
    )


def test_help_lists_every_command_without_loading_any(judge: Judge) -> None:
    out = judge("--help").out
    assert all(f"  {name} " in out for name in COMMANDS)
    code = (
        "import sys; from judge.cli.program import run; run(['--help']);"
        "heavy = {'rich', 'pytest', 'numpy', 'requests', 'docker', 'tabulate', 'sqlite3', 'torch', 'judge.judging'};"
        "heavy &= set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    assert spawn("-c", code).stderr == ""


@pytest.mark.usefixtures("judge")
def test_submit_loads_neither_rich_nor_pytest_nor_docker_where_it_needs_none(folder: Path) -> None:
    (folder / "mine.py").write_text("def add(a, b): return a + b\n")
    code = (
        "import sys; from judge.cli.program import run; run(['submit', 'addition', 'mine.py']);"
        "heavy = {'rich', 'pytest', 'numpy', 'requests', 'docker', 'tabulate', 'torch'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    assert spawn("-c", code).stderr == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(judge: Judge, name: str) -> None:
    ran = judge(name, "--help")
    assert ran.code == 0
    assert "Example" in ran.out


def test_an_unknown_command_gets_did_you_mean(judge: Judge) -> None:
    ran = judge("sumbit")
    assert ran.code == 2
    assert "Did you mean 'submit'?" in ran.err


def test_the_version_is_told(judge: Judge) -> None:
    assert __version__ in judge("--version").out


def test_an_unknown_sandbox_in_the_environment_is_a_usage_error(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUDGE_SANDBOX", "jail")
    ran = judge("list")
    assert ran.code == 2
    assert "'jail' is not one of" in ran.err


def test_a_problems_folder_that_is_none_is_said(judge: Judge) -> None:
    ran = judge("--problems", "nowhere", "list")
    assert ran.code == 2
    assert "nowhere is not a folder" in ran.err


def test_a_bug_of_ours_leaves_a_log_and_exit_code_70(
    judge: Judge, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("out of cheese")

    monkeypatch.setattr(workspace, "start", break_down)
    ran = judge("start", "addition")
    assert ran.code == 70
    assert "Traceback" not in ran.err
    (log,) = (folder / "home/logs").iterdir()
    assert str(log) in ran.err
    text = log.read_text()
    assert all(part in text for part in ("out of cheese", "Traceback", __version__, "judge start addition"))


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_file_that_the_system_refuses_is_no_bug_of_ours(
    judge: Judge, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number), "solutions/addition.py")

    monkeypatch.setattr(workspace, "start", refuse)
    ran = judge("start", "addition")
    assert ran.code == 2
    assert "solutions/addition.py cannot be" in ran.err
    assert os.strerror(number) in ran.err
    assert "bug" not in ran.err


@pytest.mark.usefixtures("folder")
def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workspace, "start", interrupt)
    assert run(["start", "addition"]) == 130


def test_records_that_cannot_be_used_are_a_clear_error(judge: Judge, folder: Path) -> None:
    (folder / "home").write_text("a file where the folder should be")
    ran = judge("history")
    assert ran.code == 2
    assert ran.err.startswith("Error: ")
    assert "JUDGE_HOME" in ran.err
    assert "bug" not in ran.err


@pytest.mark.usefixtures("folder")
def test_a_reader_that_goes_away_is_no_error() -> None:
    ran = subprocess.run(
        f"{sys.executable} -m judge list | true; exit ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(workspace.__file__).parents[1])},
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_a_script(judge: Judge, shell: str) -> None:
    assert "_JUDGE_COMPLETE" in judge("completions", shell).out


@pytest.mark.usefixtures("folder")
def test_problem_ids_are_completed() -> None:
    ran = spawn("-m", "judge", _JUDGE_COMPLETE="bash_complete", COMP_WORDS="judge show add", COMP_CWORD="2")
    assert ran.stdout.split() == ["plain,add_hard", "plain,addition"]
