"""`judge new` and `judge verify` as an author meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.small_problems import RIGHT, Judge


def test_a_new_problem_lands_beside_the_others_and_is_listed(judge: Judge, folder: Path) -> None:
    ran = judge("new", "running-median")
    assert ran.code == 0
    assert "Created problems/running_median: a tiny working example." in ran.out
    assert "judge verify running_median" in ran.out
    assert (folder / "problems" / "running_median" / "problem.toml").is_file()
    assert "running_median" in judge("list").out


def test_a_bad_id_is_a_usage_error_with_a_hint(judge: Judge) -> None:
    ran = judge("new", "../elsewhere")
    assert ran.code == 2
    assert "is not a valid problem id" in ran.err
    assert "lower-case" in ran.err


def test_an_id_that_is_taken_is_a_usage_error(judge: Judge) -> None:
    ran = judge("new", "addition")
    assert ran.code == 2
    assert "already exists" in ran.err


def test_a_new_problem_can_be_verified_and_says_what_is_missing(judge: Judge) -> None:
    judge("new", "running_median")
    ran = judge("verify", "running")
    assert ran.code == 3
    assert "✓ accepted/one_pass.py" in ran.out
    assert "✓ a solution that loops forever" in ran.out
    assert "• editorial.md still says TODO" in ran.out
    assert "• submissions needs at least 8 submissions that must not be accepted, has 1" in ran.out
    assert "running_median: 6 errors" in ran.out


def test_a_submission_with_the_wrong_verdict_is_marked_and_explained(judge: Judge, folder: Path) -> None:
    wrong = folder / "problems" / "addition" / "submissions" / "wrong_answer"
    wrong.mkdir(parents=True)
    (wrong / "right.py").write_text(f'"""Not wrong at all."""\n{RIGHT}')
    ran = judge("verify", "addition")
    assert ran.code == 3
    assert "✗ wrong_answer/right.py" in ran.out
    assert (
        "• wrong_answer/right.py is AC, must be WA\n  The tests miss this mistake: add one that catches it." in ran.out
    )


def test_a_broken_problem_file_is_a_finding_with_its_line(judge: Judge, folder: Path) -> None:
    path = folder / "problems" / "addition" / "problem.toml"
    path.write_text(path.read_text().replace("time_s = 1.0", 'time_s = "long"'))
    ran = judge("verify", "addition")
    assert ran.code == 3
    assert "limits.time_s must be" in " ".join(ran.out.split())
    assert "Traceback" not in ran.out + ran.err


def test_tests_that_cannot_be_collected_are_a_finding(judge: Judge, folder: Path) -> None:
    (folder / "problems" / "addition" / "tests" / "test_hidden.py").write_text("import nowhere\n")
    ran = judge("verify", "addition")
    assert ran.code == 3
    assert "• tests cannot be run: " in ran.out


def test_an_unknown_problem_is_a_usage_error(judge: Judge) -> None:
    ran = judge("verify", "aditio")
    assert ran.code == 2
    assert "Did you mean addition?" in ran.err


def test_no_problems_at_all_is_a_usage_error(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    ran = judge("--problems", str(tmp_path / "none"), "verify")
    assert (ran.code, "judge new ID" in ran.err) == (2, True)


def test_verify_never_falls_back_to_a_plain_process_by_itself(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    ran = judge("verify", "addition", "--sandbox", "auto")
    assert ran.code == 4
    assert "No Docker engine answers" in ran.err


@pytest.fixture
def accepted(folder: Path) -> None:
    """The problem has an accepted submission."""
    path = folder / "problems" / "addition" / "submissions" / "accepted" / "plus.py"
    path.parent.mkdir(parents=True)
    path.write_text(RIGHT)


@pytest.mark.usefixtures("accepted")
def test_mutants_that_survive_are_shown_with_their_lines(judge: Judge, folder: Path) -> None:
    (folder / "problems" / "addition" / "tests" / "test_hidden.py").write_text("")
    (folder / "problems" / "addition" / "tests" / "test_sample.py").write_text(
        "def test_one(solution):\n    assert solution.add(2, 0) == 2\n"
    )
    ran = judge("verify", "--mutants", "addition")
    assert ran.code == 3
    assert "- return a + b" in ran.out
    assert "+ return a - b" in ran.out
    assert "survived" in ran.out


def test_without_an_accepted_submission_there_is_nothing_to_change(judge: Judge) -> None:
    ran = judge("verify", "--mutants", "addition")
    assert (ran.code, "submissions/accepted" in ran.out) == (3, True)


@pytest.mark.usefixtures("accepted")
def test_strong_tests_kill_every_mutant(judge: Judge) -> None:
    ran = judge("verify", "--mutants", "addition")
    assert (ran.code, "0 survived: 100.0 %" in ran.out) == (0, True)


@pytest.mark.usefixtures("accepted")
def test_mutants_come_as_json_and_as_a_table(judge: Judge) -> None:
    (found,) = json.loads(judge("verify", "--mutants", "addition", "--format", "json").out)["problems"]
    table = judge("verify", "--mutants", "addition", "--format", "markdown").out
    assert (found["problem"], found["rate"], found["survived"]) == ("addition", 1.0, [])
    assert "| addition" in table


def test_saboteurs_come_as_findings_as_json_and_as_a_table(judge: Judge, folder: Path) -> None:
    accepted = folder / "problems/addition/submissions/accepted"
    accepted.mkdir(parents=True)
    (accepted / "plus.py").write_text(f'"""Plus."""\n{RIGHT}')
    (folder / "problems/addition/saboteurs.toml").write_text(
        '"is wrong beyond a length of 8" = "they are two numbers"\n'
    )
    ran = judge("verify", "--saboteurs", "addition")
    assert ran.code == 3
    assert "• a solution that is wrong beyond a length of 64 never comes to act" in ran.out
    assert "a length of 8 never" not in ran.out
    (found,) = json.loads(judge("verify", "--saboteurs", "addition", "--format", "json").out)["problems"]
    by_name = {one["saboteur"]: one for one in found["saboteurs"]}
    assert by_name["is wrong on negative numbers"]["by"] == "test_negative_numbers"
    assert by_name["is wrong beyond a length of 8"]["why"] == "they are two numbers"
    assert "| addition" in judge("verify", "--saboteurs", "addition", "--format", "markdown").out


def test_mutants_and_saboteurs_are_asked_for_one_after_the_other(judge: Judge) -> None:
    ran = judge("verify", "--mutants", "--saboteurs", "addition")
    assert (ran.code, "are two checks" in ran.err) == (2, True)


def test_a_format_without_mutants_is_a_usage_error(judge: Judge) -> None:
    ran = judge("verify", "addition", "--format", "json")
    assert (ran.code, "judge verify --mutants --format json" in ran.err) == (2, True)
