"""judge.grade/1 documents: what was written is read back, and what is damaged or forged gets a clear error."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from judge.errors import UsageError
from judge.grading import grade_document
from judge.grading.results import Candidate, Graded, Grades, Origin
from judge.render.grade.json import grades_json
from judge.verdict import Verdict
from tests.support.graded_solutions import candidate, graded

ORIGIN = Origin("1.0", "c" * 40, (("addition", "digest"),), 1, 1, "plan")
STRANGE = Candidate("a\udcff\n::error::\x1b[31m", "addition", Path("solutions/a\udcff\n/addition.py"))
RESULTS = (
    graded(candidate("alice")),
    graded(candidate("bob"), Verdict.WRONG_ANSWER),
    Graded(candidate("carol"), refused="it is a link"),
    Graded(candidate("dave"), fault="problem is broken"),
    graded(STRANGE),
)
GRADES = Grades(RESULTS, (("notes.txt", "not a Python file"),), unnamed=7, origin=ORIGIN)


def put(path: Path, grades: Grades) -> Path:
    path.write_text(grades_json(grades))
    return path


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    assert grade_document.read(put(tmp_path / "all.json", GRADES)) == GRADES


def test_a_name_that_no_system_has_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text(change("solutions", 0, "author", to="\ud800")(document()))
    assert grade_document.read(put(path, grade_document.read(path))).results[0].candidate.author == "\ud800"


def test_the_file_is_ascii_without_a_control_character(tmp_path: Path) -> None:
    data = put(tmp_path / "all.json", GRADES).read_bytes()
    assert all(byte >= 32 or byte == 10 for byte in data)
    assert data.isascii()
    assert not [line for line in data.splitlines() if line.strip().startswith(b"::")]


def document() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(grades_json(GRADES))
    return told


def cut_off(told: dict[str, Any]) -> str:
    return json.dumps(told)[:-200]


def change(*path: str | int, to: Any) -> Callable[[dict[str, Any]], str]:
    def changed(told: dict[str, Any]) -> str:
        at: Any = told
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = to
        return json.dumps(told)

    return changed


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cut_off, "is incomplete: it ends in the middle"),
        (lambda _: "", "is not a judge.grade/1 document"),
        (lambda _: "[]", "is not a judge.grade/1 document"),
        (lambda _: "{}", "'schema' is missing"),
        (lambda _: "[" * 200_000, "is not a judge.grade/1 document|ends in the middle"),
        (lambda _: '{"schema": ' + "9" * 10_000 + "}", "is not a judge.grade/1 document"),
        (lambda _: "\x00\x01", "is not a judge.grade/1 document"),
        (change("schema", to="judge.report/1"), "its schema is judge.report/1"),
        (change("total", to=4), "it claims 4 solutions but has 5"),
        (change("total", to=True), "is not a judge.grade/1 document"),
        (change("solutions", to={}), "it claims 5 solutions but has 0"),
        (change("solutions", 0, "author", to=7), "is not a judge.grade/1 document"),
        (change("solutions", 0, "verdict", to="WA"), "the report of addition is for something else"),
        (change("solutions", 0, "problem", to="clip"), "the report of clip is for something else"),
        (change("solutions", 0, "report", to=None), "AC without a report"),
        (change("solutions", 0, "report", "tests", to=[]), "accepted, but no test was"),
        (change("solutions", 0, "report", "wall_s", to=1e999), "a number is out of range"),
        (change("solutions", 0, "report", "tests", 0, "time_s", to="1"), "is not a judge.grade/1 document"),
        (change("solutions", 0, "report", "tests", 0, "extra", to="1"), "'extra' is missing"),
        (change("solutions", 0, "report", "sandbox", to="docker"), "is not a judge.grade/1 document"),
        (change("origin", "shard", to=2), "2/1 is not a valid shard"),
        (change("origin", "shards", to=10**9), "1/1000000000 is not a valid shard"),
        (change("origin", "problems", to=[1]), "is not a judge.grade/1 document"),
        (change("origin", "names", to={"0": ["61"]}), "is not a judge.grade/1 document"),
        (change("origin", "names", to={"0": ["61", "no hex"]}), "is not a judge.grade/1 document"),
    ],
)
def test_anything_but_a_document_is_an_error_that_says_why(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], str], said: str
) -> None:
    path = tmp_path / "shard.json"
    path.write_text(spoil(document()))
    with pytest.raises(UsageError, match=said):
        grade_document.read(path)
