"""Where the forms of `judge grade` go: files, standard output, and the job summary."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from judge.cli.context import Context
from judge.cli.grade import form_output
from judge.cli.grade.form_output import FormFile
from judge.errors import JudgeError, UsageError
from judge.grading.results import Candidate, Graded, Grades
from judge.render.grade.forms import NAMES
from judge.render.grade.markdown import MAX_SUMMARY
from tests.support.small_problems import WRONG, Judge, put

FAULT = Grades((Graded(Candidate("bob", "addition", Path("solutions/bob/addition.py")), fault="broken"),))


def test_every_form_at_once(judge: Judge, folder: Path) -> None:
    put(folder, "addition.py", WRONG)
    files = {name: folder / f"{name}.out" for name in NAMES}
    ran = judge("grade", *(word for name, file in files.items() for word in ("--format", f"{name}={file}")))
    assert (ran.code, ran.out) == (1, "")
    assert all("test_negative_numbers" in file.read_text() for file in files.values())
    assert "\x1b" not in files["terminal"].read_text()


def test_a_form_that_cannot_be_written_takes_none_of_the_others_with_it(judge: Judge, folder: Path) -> None:
    put(folder, "addition.py")
    arguments = ["--format", "json=no/such/folder.json", "--format", "terminal", "--format", "junit=report.xml"]
    ran = judge("grade", *arguments, "--format", "html=also/missing.html")
    assert ran.code == 2
    assert "no/such/folder.json cannot be written: No such file or directory; also/missing.html cannot be" in ran.err
    assert "1 of 1 solution accepted" in ran.out
    assert "<testsuites>" in (folder / "report.xml").read_text()


def test_a_link_of_the_branch_is_not_followed(folder: Path) -> None:
    """By a relative path it is refused; what lies at an absolute one is replaced."""
    trusted = folder / "authorized_keys"
    trusted.write_text("mine")
    (folder / "report.json").symlink_to(trusted)
    with pytest.raises(UsageError, match="report.json is a symbolic link, which is not followed"):
        form_output.write(Context(), [FormFile("json", "report.json")], FAULT)
    form_output.write(Context(), [FormFile("json", str(folder / "report.json"))], FAULT)
    assert trusted.read_text() == "mine"
    assert not (folder / "report.json").is_symlink()
    assert json.loads((folder / "report.json").read_text())["total"] == 1


def test_a_folder_that_is_a_link_of_the_branch_is_not_followed(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "reports").symlink_to(folder / "elsewhere")
    with pytest.raises(UsageError, match="reports is a symbolic link, which is not followed"):
        form_output.write(Context(), [FormFile("json", "reports/grade.json")], FAULT)
    assert list((folder / "elsewhere").iterdir()) == []
    (folder / "elsewhere" / "authorized_keys").write_text("mine")
    with pytest.raises(JudgeError, match="not graded"):
        form_output.write(Context(), [FormFile("gradescope", "reports/authorized_keys")], FAULT)
    assert (folder / "elsewhere" / "authorized_keys").read_text() == "mine"


def test_an_absolute_path_is_taken_as_it_is(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "reports").symlink_to(folder / "elsewhere")
    form_output.write(Context(), [FormFile("json", str(folder / "reports" / "grade.json"))], FAULT)
    assert len(list((folder / "elsewhere").iterdir())) == 1


def test_who_reads_the_file_meanwhile_reads_a_whole_one(folder: Path) -> None:
    file = folder / "report.json"
    form_output.write(Context(), [FormFile("json", str(file))], FAULT)
    before = file.open()
    form_output.write(Context(), [FormFile("json", str(file))], Grades(()))
    with before:
        assert json.load(before)["total"] == 1
    assert json.loads(file.read_text())["total"] == 0
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_form_may_go_into_a_fifo(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append((folder / "pipe").read_text()))
    reader.start()
    form_output.write(Context(), [FormFile("json", str(folder / "pipe"))], FAULT)
    reader.join(10)
    assert json.loads(read[0])["total"] == 1
    assert (folder / "pipe").is_fifo()


def test_a_fifo_in_the_working_directory_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(UsageError, match="pipe is not a regular file"):
        form_output.write(Context(), [FormFile("json", "pipe")], FAULT)


def test_a_form_may_go_to_a_device(judge: Judge, folder: Path) -> None:
    put(folder, "addition.py")
    ran = judge("grade", "--format", "json=/dev/stdout")
    assert ran.code == 0
    assert '"schema": "judge.grade/1"' in ran.out


def test_no_result_of_before_is_left_for_gradescope_where_nothing_could_be_judged(folder: Path) -> None:
    (folder / "results.json").write_text('{"score": 10}')
    with pytest.raises(JudgeError, match="not graded, so no result for Gradescope was written: bob/addition: broken"):
        form_output.write(Context(), [FormFile("gradescope", "results.json"), FormFile("json", "grade.json")], FAULT)
    assert not (folder / "results.json").exists()
    assert (folder / "grade.json").exists()


def test_a_judge_error_ends_with_exit_code_3_and_no_score(judge: Judge, folder: Path) -> None:
    put(folder, "addition.py")
    (folder / "problems" / "addition" / "problem.toml").write_text("format = 1\n")
    ran = judge("grade", "--format", "gradescope=results.json")
    assert ran.code == 3
    assert not (folder / "results.json").exists()


@pytest.mark.parametrize(("form", "said"), [("gradescope", "for one author"), ("exercism", "for one solution")])
def test_a_form_for_one_refuses_several_before_they_are_judged(
    judge: Judge, folder: Path, monkeypatch: pytest.MonkeyPatch, form: str, said: str
) -> None:
    put(folder, "alice/addition.py")
    put(folder, "bob/addition.py")
    monkeypatch.setattr("judge.grading.local.grade", lambda *_, **__: pytest.fail("they were judged"))
    ran = judge("grade", "--format", form)
    assert ran.code == 2
    assert said in ran.err


def test_the_folder_of_one_author_is_one_submission_of_gradescope(judge: Judge, folder: Path) -> None:
    put(folder, "alice/addition.py")
    put(folder, "bob/addition.py", WRONG)
    ran = judge("grade", "solutions/alice", "--format", "gradescope")
    assert json.loads(ran.out)["score"] == 1


def test_the_job_summary_is_added_to_the_file_that_github_names(
    judge: Judge, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "bob/addition.py", WRONG)
    (folder / "summary.md").write_text("# Mine\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
    assert judge("grade", "--format", "json").code == 1
    assert (folder / "summary.md").read_text() == "# Mine\n"
    judge("grade", "--format", "github")
    assert (folder / "summary.md").read_text().startswith("# Mine\n**0 of 1 solution accepted**")


def test_a_full_job_summary_stays_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """GitHub throws all of it away where it is larger than 1 MiB."""
    file = folder / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    for size in (MAX_SUMMARY - 100, MAX_SUMMARY - 100_000):
        file.write_bytes(b"x" * size)
        form_output.write(Context(), [FormFile("github", "")], FAULT)
        assert file.stat().st_size <= MAX_SUMMARY
    assert file.read_bytes().endswith(b"</details>\n")
    assert capsys.readouterr().err.count("The job summary is full") == 1


def test_a_job_summary_that_cannot_be_written_is_reported_after_the_rest(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "no" / "summary.md"))
    with pytest.raises(UsageError, match=r"cannot write the job summary .*summary\.md"):
        form_output.write(Context(), [FormFile("github", "")], FAULT)
    assert capsys.readouterr().out.startswith("::warning file=solutions/bob/addition.py")


@pytest.mark.parametrize("form", ["github", "codequality"])
def test_paths_are_those_of_the_repository_wherever_judge_is_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    (folder / ".git").mkdir()
    (folder / "course").mkdir()
    monkeypatch.chdir(folder / "course")
    for path in (
        "solutions/bob/addition.py",
        "./solutions/bob/addition.py",
        f"{folder}/course/solutions/bob/addition.py",
    ):
        grades = Grades((Graded(Candidate("bob", "addition", Path(path)), refused="a link"),))
        form_output.write(Context(), [FormFile(form, "")], grades)
        assert "course/solutions/bob/addition.py" in capsys.readouterr().out.replace(str(folder), "absolute")


def test_two_forms_do_not_go_to_one_file() -> None:
    with pytest.raises(UsageError, match="the same file"):
        form_output.parse_forms(["json=a.json", "junit=./a.json"])
