"""`judge verify`: what is wrong with a problem is found, is named exactly, and a good problem has no finding."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from judge import problem, scaffold
from judge.errors import ProblemError
from judge.sandboxes.process import ProcessSandbox
from judge.verdict import Verdict
from judge.verify import JudgedExample, Severity, check_folder, measure_headroom, plan, run
from judge.verify.stand_ins import stand_ins

REJECTED = {
    "wrong_answer/returns_zero": "return 0",
    "wrong_answer/off_by_one": "return sum(v for v in values[1:] if v % 2 == 0)",
    "wrong_answer/takes_all": "return sum(values)",
    "wrong_answer/returns_a_float": "return float(sum(v for v in values if v % 2 == 0))",
    "run_time_error/indexes_beyond_the_end": "return values[len(values)]",
    "time_limit_exceeded/never_ends": "while len(values) > 1000: pass\n    return sum(v for v in values if v % 2 == 0)",
    "rejected/exits": "raise SystemExit",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good problem: the template with everything that it asks for."""
    made = scaffold.create(tmp_path, "even_sum")
    for path in made.rglob("*.*"):
        if path.suffix in {".md", ".toml"}:
            path.write_text(path.read_text().replace("TODO", "Done"))
    add(made, "accepted/generator", "return sum(v for v in values if not v & 1)")
    add(made, "styles/filter", "return sum(filter(lambda v: v % 2 == 0, values))")
    for name, body in REJECTED.items():
        add(made, name, body)
    return made


def add(folder: Path, name: str, body: str) -> None:
    path = folder / "submissions" / f"{name}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'"""One more."""\n\n\ndef even_sum(values: list[int]) -> int:\n    {body}\n')


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def found(folder: Path) -> list[tuple[str, str]]:
    return [(finding.where, finding.what) for finding in check_folder(folder)]


def test_a_good_problem_has_a_good_shape(folder: Path) -> None:
    assert check_folder(folder) == []


def test_caches_of_python_are_not_stray(folder: Path) -> None:
    (folder / "tests" / "__pycache__").mkdir()
    (folder / "tests" / "__pycache__" / "reference.cpython-311.pyc").write_bytes(b"")
    assert check_folder(folder) == []


@pytest.mark.parametrize(
    "name", ["problem.toml", "statement.md", "statement.zh.md", "stub.py", "editorial.md", "tests/test_hidden.py"]
)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert (name, "is missing") in found(folder)


@pytest.mark.parametrize(
    "name", [".DS_Store", "notes.md", "tests/data.json", "submissions/a.py", "submissions/wrong_answer/a.txt"]
)
def test_a_stray_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text('"""A."""')
    assert found(folder) == [(name, "does not belong in a problem folder")]


def test_of_a_stray_folder_only_the_folder_is_named(folder: Path) -> None:
    (folder / "submissions" / "accepted_too" / "deep").mkdir(parents=True)
    (folder / "submissions" / "accepted_too" / "a.py").write_text("")
    assert found(folder) == [("submissions/accepted_too", "does not belong in a problem folder")]


def test_a_link_is_stray(folder: Path) -> None:
    (folder / "tests" / "test_more.py").symlink_to("/etc/passwd")
    assert found(folder) == [("tests/test_more.py", "does not belong in a problem folder")]


def test_a_bad_key_is_named_with_its_line(folder: Path) -> None:
    change(folder / "problem.toml", 'runtime = "python"', 'runtime = "ruby"')
    (where, what) = found(folder)[0]
    assert where == "problem.toml"
    assert "line 7: runtime must be one of python, numpy, torch" in what


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("statement.md", "even_sum", "odd_sum", "does not mention even_sum"),
        ("statement.zh.md", "even_sum", "odd_sum", "does not mention even_sum"),
        ("editorial.md", "### Hint 3", "### Tip 3", "must have 3 hints, in order"),
        ("editorial.md", "### Hint 1", "### Hint 4", "must have 3 hints, in order"),
        ("editorial.md", "## Complexity", "## Cost", "has nothing under '## Complexity'"),
        ("editorial.md", "Time O(n), space O(1).", "", "has nothing under '## Complexity'"),
        ("editorial.md", "Done: explain it.", "TODO", "still says TODO (line 17)"),
        ("stub.py", "def even_sum", "def odd_sum", "does not define even_sum"),
        ("submissions/accepted/generator.py", '"""One more."""', "", "does not say what it does"),
    ],
)
def test_a_text_that_lacks_something_is_named(folder: Path, name: str, old: str, new: str, what: str) -> None:
    change(folder / name, old, new)
    assert found(folder) == [(name, what)]


def test_an_empty_statement_is_named(folder: Path) -> None:
    (folder / "statement.md").write_text("\n")
    assert found(folder) == [("statement.md", "is empty")]


def test_a_chinese_statement_in_english_is_named(folder: Path) -> None:
    (folder / "statement.zh.md").write_text((folder / "statement.md").read_text())
    assert found(folder) == [("statement.zh.md", "contains no Chinese text")]


def test_too_few_submissions_are_counted(folder: Path) -> None:
    (folder / "submissions" / "accepted" / "generator.py").unlink()
    (folder / "submissions" / "rejected" / "exits.py").unlink()
    assert found(folder) == [
        ("submissions/accepted", "needs at least 2 solutions, has 1"),
        ("submissions", "needs at least 8 submissions that must not be accepted, has 7"),
    ]


def test_fewer_than_three_styles_are_a_warning(folder: Path) -> None:
    (folder / "submissions" / "styles" / "filter.py").unlink()
    assert found(folder) == [("submissions", "are right in only 2 styles; 3 are better")]


def test_a_style_that_is_not_accepted_is_an_error(folder: Path) -> None:
    add(folder, "styles/wrong", "return 7")
    judged = judge_examples(folder, "styles/wrong.py")
    assert re.match(r"is WA, must be AC \(test_\w+: wrong value\)", what(judged["styles/wrong.py"]))


def test_every_finding_but_a_warning_comes_with_a_hint(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.name != "problem.toml":
            path.unlink()
    assert all(finding.hint for finding in check_folder(folder) if finding.severity is Severity.ERROR)


def test_the_plan_has_the_stub_every_submission_and_every_stand_in(folder: Path) -> None:
    names = [example.name for example in plan(problem.load(folder))]
    assert names[:4] == ["stub.py", "accepted/generator.py", "accepted/one_pass.py", "styles/filter.py"]
    assert len(names) == 1 + 2 + 1 + 8 + 2 + 6
    assert names[-1] == "a solution that loops forever"


def test_stand_ins_of_a_class_can_be_made_and_fail_when_used(folder: Path) -> None:
    (folder / "stub.py").write_text("class even_sum:\n    pass\n")
    space: dict[str, Callable[..., object]] = {}
    exec(stand_ins(problem.load(folder))["raises"], space)
    made = space["even_sum"](1, key=2)
    with pytest.raises(RuntimeError):
        made.forward(3)  # type: ignore[attr-defined]


def judge_examples(folder: Path, *names: str) -> dict[str, JudgedExample]:
    """What became of the examples of these names, or of all."""
    loaded = problem.load(folder)
    examples = [example for example in plan(loaded) if not names or example.name in names]
    return {judged.example.name: judged for judged in run(loaded, examples, ProcessSandbox(), jobs=2)}


def what(judged: JudgedExample) -> str:
    assert len(judged.findings) == 1
    return judged.findings[0].what


@pytest.mark.slow
def test_a_good_problem_is_good(folder: Path) -> None:
    judged = judge_examples(folder)
    assert [finding for one in judged.values() for finding in one.findings] == []
    assert sorted(judged) == sorted(example.name for example in plan(problem.load(folder)))
    assert judged["a solution that loops forever"].report.verdict is Verdict.TIME_LIMIT


def test_a_submission_with_another_verdict_is_reported_with_the_reason(folder: Path) -> None:
    add(folder, "wrong_answer/divides_by_zero", "return 1 // 0")
    add(folder, "accepted/wrong", "return 7")
    judged = judge_examples(folder, "wrong_answer/divides_by_zero.py", "accepted/wrong.py")
    assert re.match(
        r"is RTE, must be WA \(test_\w+: ZeroDivisionError: ", what(judged["wrong_answer/divides_by_zero.py"])
    )
    assert re.match(r"is WA, must be AC \(test_\w+: wrong value\)", what(judged["accepted/wrong.py"]))


def test_a_mistake_that_the_tests_miss_is_reported(folder: Path) -> None:
    add(folder, "wrong_answer/right", "return sum(v for v in values if v % 2 == 0)")
    judged = judge_examples(folder, "wrong_answer/right.py")["wrong_answer/right.py"]
    assert what(judged) == "is AC, must be WA"
    assert judged.findings[0].hint == "The tests miss this mistake: add one that catches it."


def test_a_stub_that_passes_is_reported(folder: Path) -> None:
    change(folder / "stub.py", "raise NotImplementedError", "return sum(v for v in values if v % 2 == 0)")
    assert what(judge_examples(folder, "stub.py")["stub.py"]) == "is AC, must be rejected"


def test_a_stub_that_cannot_be_loaded_is_reported(folder: Path) -> None:
    change(folder / "stub.py", '"""See', 'import nowhere\n"""See')
    assert what(judge_examples(folder, "stub.py")["stub.py"]).startswith("is CE, must load and then fail")


def test_a_solution_too_close_to_the_time_limit_is_reported(folder: Path) -> None:
    slow = "import time\n    end = time.process_time() + 0.2\n    while time.process_time() < end: pass\n    "
    change(folder / "tests" / "test_hidden.py", "max_examples=25", "max_examples=1")
    change(folder / "problem.toml", "time_s = 1.0", "time_s = 0.3")
    add(folder, "accepted/slow", f"{slow}return sum(v for v in values if v % 2 == 0)")
    judged = judge_examples(folder, "accepted/slow.py")["accepted/slow.py"]
    assert judged.report.verdict is Verdict.ACCEPTED
    assert what(judged).startswith("needs more than half of the time limit in test_")


def test_a_slow_submission_that_is_barely_too_slow_is_reported(folder: Path) -> None:
    slow = "import time\n    end = time.process_time() + 0.4\n    while time.process_time() < end: pass\n    "
    add(folder, "time_limit_exceeded/hardly", f"{slow}return sum(v for v in values if v % 2 == 0)")
    change(folder / "tests" / "test_hidden.py", "max_examples=25", "max_examples=1")
    change(folder / "problem.toml", "time_s = 1.0", "time_s = 0.3")
    judged = judge_examples(folder, "time_limit_exceeded/hardly.py")["time_limit_exceeded/hardly.py"]
    assert judged.report.verdict is Verdict.TIME_LIMIT
    assert what(judged) == "is AC with twice the time (limits.time_s is 0.3)"


def test_a_test_that_blames_the_judge_is_reported_for_every_example(folder: Path) -> None:
    change(folder / "tests" / "test_sample.py", "    equal(", "    assert not 'prepared'\n    equal(")
    judged = judge_examples(folder, "accepted/one_pass.py", "stub.py")
    assert all("ends in a judge error in" in finding.what for one in judged.values() for finding in one.findings)
    assert judged["accepted/one_pass.py"].findings


def test_a_mistake_that_a_single_test_catches_is_reported(folder: Path) -> None:
    more = "\n\ndef test_odd_ones(solution: Any) -> None:\n    equal(solution.even_sum([1, 3]), 0)\n"
    path = folder / "tests" / "test_hidden.py"
    path.write_text(path.read_text() + more)
    add(folder, "wrong_answer/barely", "return 1 if values == [1, 3] else sum(v for v in values if v % 2 == 0)")
    judged = judge_examples(folder, "wrong_answer/barely.py")["wrong_answer/barely.py"]
    assert what(judged) == "is caught by only one test, test_odd_ones"
    assert judged.findings[0].severity is Severity.WARNING


def test_a_line_that_no_test_runs_is_reported(folder: Path) -> None:
    add(
        folder,
        "accepted/cautious",
        "if len(values) == 12345:\n        return 7\n    return sum(v for v in values if v % 2 == 0)",
    )
    judged = judge_examples(folder, "coverage of accepted/cautious.py")["coverage of accepted/cautious.py"]
    assert [f"{found.where} {found.what}" for found in judged.findings] == [
        "accepted/cautious.py has code that no test runs: line 5 with a true condition",
        "accepted/cautious.py has code that no test runs: line 6",
    ]
    assert {found.severity for found in judged.findings} == {Severity.WARNING}


def test_the_room_in_the_limits_is_that_of_the_slowest_and_the_largest(folder: Path) -> None:
    slow = "import time\n    end = time.process_time() + 0.1\n    while time.process_time() < end: pass\n    "
    change(folder / "tests" / "test_hidden.py", "max_examples=25", "max_examples=1")
    add(folder, "accepted/slow", f"{slow}return sum(v for v in values if v % 2 == 0)")
    loaded = problem.load(folder)
    quick = measure_headroom(loaded, list(judge_examples(folder, "accepted/one_pass.py").values()))
    both = measure_headroom(loaded, list(judge_examples(folder, "accepted/one_pass.py", "accepted/slow.py").values()))
    assert 0 < quick.time < 0.1 <= both.time < 1


def test_a_skip_is_reported(folder: Path) -> None:
    change(
        folder / "tests" / "test_hidden.py",
        "def test_no_numbers",
        "import pytest\n@pytest.mark.skip\ndef test_no_numbers",
    )
    assert (
        what(judge_examples(folder, "accepted/one_pass.py")["accepted/one_pass.py"])
        == "has a skipped test, test_no_numbers_at_all"
    )


def test_tests_that_cannot_be_collected_are_the_problems_fault(folder: Path) -> None:
    (folder / "tests" / "test_hidden.py").write_text("import nowhere\n")
    with pytest.raises(ProblemError):
        judge_examples(folder)


@pytest.mark.timeout(30)
def test_a_fifo_in_place_of_a_statement_is_reported_and_not_waited_for(folder: Path) -> None:
    (folder / "statement.md").unlink()
    os.mkfifo(folder / "statement.md")
    assert ("statement.md", "is missing") in found(folder)


def test_a_submission_that_no_user_could_submit_is_reported(folder: Path) -> None:
    path = folder / "submissions" / "wrong_answer" / "huge.py"
    with path.open("wb") as file:
        file.truncate(3 << 30)  # of which nothing is on the disk
    with pytest.raises(ProblemError, match="huge.py is too large"):
        plan(problem.load(folder))
