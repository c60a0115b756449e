"""Numbers of attempts, read from a file of the trusted side."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from judge.errors import UsageError
from judge.grading import attempt_counts


def test_attempts_are_read_by_author_and_problem(tmp_path: Path) -> None:
    path = tmp_path / "attempts.json"
    path.write_text('{"alice": {"clip": 3, "rope": 0}, "": {"clip": 1}}')
    assert attempt_counts.load(path) == {("alice", "clip"): 3, ("alice", "rope"): 0, ("", "clip"): 1}


def test_an_author_has_the_attempts_of_all_forms_of_the_name(tmp_path: Path) -> None:
    path = tmp_path / "attempts.json"
    path.write_text('{"jose\u0301": {"clip": 2}, "jos\u00e9": {"clip": 3}}', encoding="utf-8")
    assert attempt_counts.load(path) == {("jos\u00e9", "clip"): 5}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "attempts.json must be an object, not a list"),
        ('{"alice": 3}', "attempts.json: 'alice' must be an object, not 3"),
        ('{"alice": {"clip": true}}', "'alice', 'clip' must be a whole number, 0 or more, not True"),
        ('{"alice": {"clip": -1}}', "'alice', 'clip' must be a whole number, 0 or more, not -1"),
        ('{"alice": {"clip": 1.5}}', "'alice', 'clip' must be a whole number, 0 or more, not 1.5"),
        ("{", "attempts.json is not valid JSON"),
        ("[" * 100_000, "attempts.json is not valid JSON"),
        (None, "attempts.json: No such file or directory"),
    ],
    ids=["list", "number", "true", "negative", "fraction", "cut", "deep", "missing"],
)
def test_invalid_numbers_of_attempts_are_explained(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "attempts.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match=re.escape(said)):
        attempt_counts.load(path)
