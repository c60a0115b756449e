"""Parts as one: what was written is read back, and what is not of one whole, or hostile, gets a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from graded_solutions import candidate, graded

from judge.errors import UsageError
from judge.grading import Candidate, Graded, Grades, Origin, exchange
from judge.render.grade_json import grades_json
from judge.verdict import Verdict

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


def part(tmp_path: Path, number: int, of: int = 2, **fields: Any) -> Path:
    origin = replace(ORIGIN, shard=number, shards=of, **fields)
    return put(tmp_path / f"part{number}.json", replace(GRADES, results=RESULTS[number - 1 : number], origin=origin))


def merged(*paths: Path) -> Grades:
    return exchange.merge({path: exchange.read(path) for path in paths})


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    assert exchange.read(put(tmp_path / "all.json", GRADES)) == GRADES


def test_a_name_that_no_system_has_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text(change("solutions", 0, "author", to="\ud800")(document()))
    assert exchange.read(put(path, exchange.read(path))).results[0].candidate.author == "\ud800"


def test_the_file_is_ascii_without_a_control_character(tmp_path: Path) -> None:
    data = put(tmp_path / "all.json", GRADES).read_bytes()
    assert all(byte >= 32 or byte == 10 for byte in data)
    assert data.isascii()
    assert not [line for line in data.splitlines() if line.strip().startswith(b"::")]


def test_parts_become_one(tmp_path: Path) -> None:
    whole = merged(part(tmp_path, 2), part(tmp_path, 1))
    assert whole.results == RESULTS[:2]
    assert (whole.unknown, whole.unnamed) == (GRADES.unknown, 7)
    assert whole.origin == replace(ORIGIN, plan="")


def test_the_same_solution_in_two_parts_gets_a_sentence(tmp_path: Path) -> None:
    one = part(tmp_path, 1)
    other = put(tmp_path / "other.json", replace(exchange.read(one), origin=replace(ORIGIN, shard=2, shards=2)))
    with pytest.raises(UsageError, match=r"solutions/alice/addition\.py is in two parts"):
        merged(one, other)


def test_a_part_that_is_missing_gets_a_sentence_that_says_how_to_grade_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="part 2, 4 of 4 is missing") as raised:
        merged(part(tmp_path, 1, 4), part(tmp_path, 3, 4))
    assert "judge grade --shard 2/4" in raised.value.hint


def test_a_part_that_is_given_twice_gets_a_sentence(tmp_path: Path) -> None:
    one = part(tmp_path, 1)
    copy = tmp_path / "copy.json"
    copy.write_bytes(one.read_bytes())
    with pytest.raises(UsageError, match="are both part 1 of 2"):
        merged(one, copy, part(tmp_path, 2))


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"commit": "d" * 40}, "differ in the commit: cccccccccccc and dddddddddddd"),
        ({"judge": "2.0"}, "differ in the version of judge: 1.0 and 2.0"),
        ({"plan": "other"}, "differ in the division into parts"),
        ({"of": 3}, "differ in the number of parts"),
        ({"problems": (("addition", "changed"),)}, "was graded with other tests or limits of addition"),
    ],
)
def test_a_part_of_another_whole_gets_a_sentence(tmp_path: Path, field: dict[str, Any], said: str) -> None:
    one = part(tmp_path, 1)
    with pytest.raises(UsageError, match=said):
        merged(one, part(tmp_path, 2, **field))


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
        (cut_off, "ends in the middle"),
        (lambda _: "", "is no judge.grade/1 document"),
        (lambda _: "[]", "is no judge.grade/1 document"),
        (lambda _: "{}", "'schema' is missing"),
        (lambda _: "[" * 200_000, "is no judge.grade/1 document|ends in the middle"),
        (lambda _: '{"schema": ' + "9" * 10_000 + "}", "is no judge.grade/1 document"),
        (lambda _: "\x00\x01", "is no judge.grade/1 document"),
        (change("schema", to="judge.report/1"), "its schema is judge.report/1"),
        (change("total", to=4), "it says 4 solutions and has 5"),
        (change("total", to=True), "is no judge.grade/1 document"),
        (change("solutions", to={}), "it says 5 solutions and has 0"),
        (change("solutions", 0, "author", to=7), "is no judge.grade/1 document"),
        (change("solutions", 0, "verdict", to="WA"), "the report of addition is of something else"),
        (change("solutions", 0, "problem", to="clip"), "the report of clip is of something else"),
        (change("solutions", 0, "report", to=None), "AC without a report"),
        (change("solutions", 0, "report", "tests", to=[]), "accepted without a test that says so"),
        (change("solutions", 0, "report", "wall_s", to=1e999), "a number is out of range"),
        (change("solutions", 0, "report", "tests", 0, "time_s", to="1"), "is no judge.grade/1 document"),
        (change("solutions", 0, "report", "tests", 0, "extra", to="1"), "'extra' is missing"),
        (change("solutions", 0, "report", "sandbox", to="docker"), "is no judge.grade/1 document"),
        (change("origin", "shard", to=2), "it says part 2 of 1"),
        (change("origin", "shards", to=10**9), "it says part 1 of 1000000000"),
        (change("origin", "problems", to=[1]), "is no judge.grade/1 document"),
        (change("origin", "names", to={"0": ["61"]}), "is no judge.grade/1 document"),
        (change("origin", "names", to={"0": ["61", "no hex"]}), "is no judge.grade/1 document"),
    ],
)
def test_what_is_no_document_gets_a_sentence(tmp_path: Path, spoil: Callable[[dict[str, Any]], str], said: str) -> None:
    path = tmp_path / "part.json"
    path.write_text(spoil(document()))
    with pytest.raises(UsageError, match=said):
        exchange.read(path)


def test_a_document_that_does_not_say_where_it_comes_from_is_no_part(tmp_path: Path) -> None:
    path = put(tmp_path / "old.json", replace(GRADES, origin=None))
    with pytest.raises(UsageError, match="does not say where its results come from"):
        merged(path)
