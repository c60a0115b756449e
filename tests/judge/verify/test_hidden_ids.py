"""Names of hidden tests that pytest makes of inputs and answers are refused by `judge verify`."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge.verify.folder_check import check_folder
from judge.verify.hidden_ids import hidden_ids

HARMLESS = [
    '"n", [1, 2, 1000]',
    '"eps", [0.5, 1e-5]',
    '("dim", "heads"), [(6, 2), (8, 4)]',
    '"dtype", [torch.float32, torch.float64], ids=["f32", "f64"]',
    '"sizes", [(3, 4, 2), (1, 1, 1)], ids=str',
    '"task", ["itc", "itm", "no margin"]',
    '"rows", [[[1, 2], [3]], [[4]]]',
    '("text", "length"), [("aab", 2), ("", 0)], ids=itertools.count(1)',
    '("text", "length"), [pytest.param("aab", 2, id="two letters")]',
    '"case", made_elsewhere()',
]
WITH_DATA = [
    '("text", "length"), [("aab", 2)]',
    '"text, length", [("aab", 2)]',
    '("values", "median"), [([3, 1], 2.0)]',
    '("n", "edges", "count"), [(2, [[0, 1]], 1)]',
    '("u", "token"), [(0.25, 1)]',
    '("stage", "held"), [(0, 16 * 12)]',
    '("n", "answer"), [(3, 123456)]',
    '"mask", ["11100"]',
    '"source", [\'{"a": 1}\']',
    '"rows", [[[1, 2], [3]]], ids=str',
    '("a", "b", "distance"), PAIRS, ids=repr',
    '("text", "length"), [pytest.param("aab", 2)]',
]


def problem(tmp_path: Path, parameters: str) -> Path:
    (tmp_path / "tests").mkdir()
    source = f'PAIRS = [("ab", "b", 1)]\n\n@pytest.mark.parametrize({parameters})\ndef test_f(solution):\n    pass\n'
    (tmp_path / "tests/test_hidden.py").write_text(source)
    return tmp_path


@pytest.mark.parametrize("parameters", HARMLESS)
def test_a_name_may_say_what_a_case_is(tmp_path: Path, parameters: str) -> None:
    assert list(hidden_ids(problem(tmp_path, parameters))) == []


@pytest.mark.parametrize("parameters", WITH_DATA)
def test_a_name_that_holds_inputs_or_answers_is_an_error(tmp_path: Path, parameters: str) -> None:
    folder = problem(tmp_path, parameters)
    (finding,) = [found for found in check_folder(folder) if "names of hidden tests" in found.what]
    assert finding.where == "tests/test_hidden.py:3"
    assert "ids=itertools.count(1)" in finding.hint


@pytest.mark.parametrize("source", [b"def (", b"\xff\xfe", b"a" + b"(" * 200])
def test_a_file_that_is_no_python_is_reported_elsewhere(tmp_path: Path, source: bytes) -> None:
    (problem(tmp_path, '"n", [1]') / "tests/test_hidden.py").write_bytes(source)
    assert list(hidden_ids(tmp_path)) == []
