"""The rules of a repository: what is valid is read, and every mistake gets an error that names its place."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.errors import ExitCode, ProblemError, UsageError
from judge.grading import rules
from judge.grading.results import Shown
from judge.grading.rules import Attempts, Counted, Deadline, Period, Rules
from judge.problem import Catalogue
from tests.support.problem_files import write_problem

ROOT = Path(__file__).resolve().parents[3]

GOOD = """\
format = 1
required = ["addition", "softmax"]
optional = ["clip"]
minimum_points = 30
show = "verdicts"
authors = ["alice", "bob"]

[points]
default = 10
hard = 30

[points.problem]
clip = 25

[deadline]
at = 2026-12-01T23:59:00+01:00
grace_minutes = 15
late_percent = 10
per = "hour"
at_most_percent = 50

[attempts]
counted = "file"
maximum = 3
further_percent = 5
"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Two easy problems and `softmax`, a hard one."""
    root = tmp_path_factory.mktemp("problems")
    for name in ("addition", "softmax", "clip"):
        write_problem(root / name, "def test_it(solution): pass\n")
    description = root / "softmax" / "problem.toml"
    description.write_text(description.read_text().replace('"easy"', '"hard"'))
    return Catalogue([root])


def parsed(catalogue: Catalogue, text: str = GOOD) -> Rules:
    return rules.parse(text.encode(), "judge.toml", catalogue)


def test_good_rules_are_read_whole(catalogue: Catalogue) -> None:
    found = parsed(catalogue)
    assert found.required == ("addition", "softmax")
    assert found.points == {"addition": 10, "softmax": 30, "clip": 25}
    assert (found.minimum, found.shown, found.roster) == (30, Shown.VERDICTS, ("alice", "bob"))
    assert found.deadline == Deadline(
        datetime.fromisoformat("2026-12-01T22:59:00Z"), timedelta(minutes=15), 10, Period.HOUR, 50
    )
    assert found.attempts == Attempts(Counted.FILE, 3, 5)


def test_the_authors_are_read_in_nfc(catalogue: Catalogue) -> None:
    found = parsed(catalogue, GOOD.replace('["alice", "bob"]', '["jose\u0301", "jos\u00e9"]'))
    assert found.roster == ("jos\u00e9",)


def test_one_list_of_problems_is_enough(catalogue: Catalogue) -> None:
    assert parsed(catalogue, 'format = 1\nrequired = ["clip"]\n') == Rules(("clip",), {"clip": 1})


def test_a_deadline_may_be_a_string(catalogue: Catalogue) -> None:
    text = 'format = 1\nrequired = ["clip"]\n[deadline]\nat = "2026-12-01T22:59:00Z"\n'
    deadline = parsed(catalogue, text).deadline
    assert deadline is not None
    assert (deadline.at, deadline.percent) == (datetime(2026, 12, 1, 22, 59, tzinfo=UTC), 100)


WRONG = [
    ("format = 1", "format = 2", "line 1: format must be 1", ""),
    ("minimum_points", "minimum_point", "line 4: minimum_point is not a key that rules have", "minimum_points"),
    ("late_percent", "late_procent", "line 18: deadline.late_procent is not a key", "late_percent"),
    ("hard = 30", "herd = 30", "line 10: points.herd is not a key", "hard"),
    ("[attempts]", "[attempt]", "line 22: attempt is not a key", "attempts"),
    ('"addition", "softmax"', '"addition", "softmix"', "line 2: required names an unknown problem: 'softmix'", "softmax"),
    ('["clip"]', '["wholly_unknown"]', "line 3: optional names an unknown problem: 'wholly_unknown'", "judge list"),
    ("clip = 25", "softnax = 25", "points.problem.softnax is not a key", "softmax"),
    ("clip = 25", "clip = 0", "points.problem.clip must be from 0.01 to 1000000, not 0", ""),
    ("default = 10", "default = nan", "points.default must be from 0.01 to 1000000, not nan", ""),
    ("default = 10", "default = true", "points.default must be a whole number, not True", ""),
    ("minimum_points = 30", "minimum_points = 66", "line 4: minimum_points is 66, but all problems together are worth only 65", ""),
    ('"verdicts"', '"verdict"', "line 5: show must be one of verdicts, messages, samples, not 'verdict'", "verdicts"),
    ('"alice", ', '"../alice", ', "line 6: authors has '../alice', which is not a valid folder name", ""),
    ('"alice", ', '"al\u200bice", ', "line 6: authors has 'al\\u200bice', with invisible characters", "Write 'alice'"),
    ("+01:00", "", "deadline.at has no time zone: 2026-12-01T23:59:00", ""),
    ("T23:59:00+01:00", "", "deadline.at must be a date and time with a time zone, not 2026-12-01", ""),
    ("2026-12-01T23:59:00+01:00", '"tomorrow"', "deadline.at is not a valid date and time: 'tomorrow'", ""),
    ("2026-12-01T23:59:00+01:00", "9999-12-31T23:59:00Z", "deadline.at is not a plausible date", ""),
    ('per = "hour"', 'per = "week"', "deadline.per must be one of hour, day, not 'week'", ""),
    ("grace_minutes = 15", "grace_minutes = -1", "deadline.grace_minutes must be from 0 to 10080, not -1", ""),
    ('counted = "file"', 'counted = "pushes"', "attempts.counted must be one of file, commits, not 'pushes'", ""),
    ('counted = "file"\n', "", "attempts.counted is missing", ""),
    ("maximum = 3", "maximum = 0", "attempts.maximum must be from 1 to 10000, not 0", ""),
    ("maximum = 3", "maximum = 2.5", "attempts.maximum must be a whole number, not 2.5", ""),
    ("maximum = 3", "maximum = [", "judge.toml: ", ""),
    ("[attempts]", "[attempts.counted]", "attempts.counted must be a string, not a table", ""),
    ("[points]", "[points", "judge.toml: ", ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said", "hint"), WRONG)
def test_mistakes_are_named_with_file_line_and_key(
    catalogue: Catalogue, old: str, new: str, said: str, hint: str
) -> None:
    assert old in GOOD
    with pytest.raises(ProblemError) as caught:
        parsed(catalogue, GOOD.replace(old, new, 1))
    assert said in caught.value.message
    assert caught.value.message.startswith("judge.toml")
    assert caught.value.hint
    assert hint in caught.value.hint


def test_rules_under_which_nothing_counts_are_refused(catalogue: Catalogue) -> None:
    with pytest.raises(ProblemError, match="judge.toml lists no problems"):
        parsed(catalogue, "format = 1\n")


@pytest.mark.parametrize("data", [b"\xff", b"format = 1 # \x1b[2J", b"x = " + b"[" * 5000])
def test_bytes_that_are_not_rules_are_explained(catalogue: Catalogue, data: bytes) -> None:
    with pytest.raises(ProblemError, match="judge.toml"):
        rules.parse(data, "judge.toml", catalogue)


@given(st.text(alphabet='abc=[]"{}.\n1T:-', max_size=60))
def test_any_text_is_read_or_explained(catalogue: Catalogue, text: str) -> None:
    with pytest.raises(ProblemError):
        parsed(catalogue, f"format = 1\n{text}")


def test_a_missing_file_is_a_usage_error(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file or directory"):
        rules.load(tmp_path / "judge.toml", catalogue)


def test_a_broken_problem_that_counts_is_a_problem_error(tmp_path: Path) -> None:
    write_problem(tmp_path / "clip", "def test_it(solution): pass\n")
    (tmp_path / "clip" / "problem.toml").write_text("format = 1\n")
    with pytest.raises(ProblemError, match="clip/problem.toml: limits is missing") as caught:
        parsed(Catalogue([tmp_path]), 'format = 1\nrequired = ["clip"]\n')
    assert caught.value.exit_code is ExitCode.PROBLEM


# the document


def test_the_example_in_the_document_is_good_and_has_every_key() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    assert rules.parse(example.encode(), "docs/rules.md", Catalogue([ROOT / "problems"]))
    source = (ROOT / "judge" / "grading" / "rules.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'fields\.\w+\(\s*"(\w+)"|"(\w+)" in fields|_problems\(fields, "(\w+)"', source))
    keys_named = {name for names in keys for name in names if name}
    assert {"required", "optional", "at", "counted", "show", "minimum_points"} <= keys_named
    assert {name for name in keys_named if not re.search(rf"^\[?(points\.)?{name}\b", example, re.MULTILINE)} == set()
