"""Bytes that somebody else wrote are read, or refused with the module's own error: random ones, and nasty ones."""

from __future__ import annotations

import copy
import dataclasses
import importlib.util
import json
import os
import sqlite3
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import msgpack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from judge.errors import StorageError
from judge.records import Records
from sandbox.value_limits import MAX_AXES, BadValueError, Ext
from sandbox.values import Codec
from tests.support.boundaries import BOUNDARIES, GOOD_REPORT, GOOD_TOML, read_problem, read_report

ROOT = Path(__file__).parents[2]
GUIDED_S = 3

bounded = settings(
    deadline=None, derandomize=True, database=None, max_examples=150, suppress_health_check=list(HealthCheck)
)

EDITS = st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 3), st.binary(max_size=6)), min_size=1, max_size=6)


def edited(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The bytes with pieces overwritten, put in, taken out, and said again."""
    for place, how, piece in edits:
        at = place % (len(data) + 1)
        middle = {0: piece, 1: piece, 2: b"", 3: data[at : at + 8] * 2}[how]
        data = data[:at] + middle + data[at + (0 if how == 1 else max(1, len(piece))) :]
    return data


@pytest.mark.parametrize("name", BOUNDARIES)
@bounded
@given(data=st.data())
def test_good_bytes_edited_anywhere_are_read_or_refused(name: str, data: st.DataObject) -> None:
    if name in {"arrays", "tensors"}:
        pytest.importorskip("numpy")
    if name == "tensors":
        pytest.importorskip("torch")
    boundary = BOUNDARIES[name]
    boundary.read(edited(data.draw(st.sampled_from(boundary.seeds())), data.draw(EDITS)))


NASTY_TOML = (
    *("1e999", "-nan", "9" * 5000, "0x" + "f" * 5000, "1979-05-27", "25:61:61", "1979-13-99T00:00:00Z", "true", "-1"),
    *("[" * 3000, "[" * 1000 + "]" * 1000, "{a=" * 1000 + "1" + "}" * 1000, '"\\u001b[2J"', '"\\u202e"', '"\\ud800"'),
    *('"""\n' + "\\" * 999, '"\\U0010ffff"', '"' + "x" * 60_000 + '"', '["\\n"]', '[["a"]]', "{}", "{a.a.a = 1}", "\0"),
    *('"a"\ntitle = "twice"', '"a"\n[limits]', '"a"\n[[limits]]', '"a"\nlimits.time_s = 1', "'''", "\x1b[2J", "\ufeff"),
    '"a"\n' + ".".join("a" * 2000) + " = 1",
    '"a"\n' + "".join(f"[{'.'.join('b' * n)}]\n" for n in range(1, 200)),
)


@bounded
@given(st.integers(0, GOOD_TOML.count(" = ") - 1), st.sampled_from(NASTY_TOML))
def test_a_description_with_a_nasty_value_anywhere_is_refused_or_read(line: int, nasty: str) -> None:
    lines = GOOD_TOML.splitlines()
    at = [n for n, text in enumerate(lines) if " = " in text][line]
    lines[at] = f"{lines[at].partition(' = ')[0]} = {nasty}"
    read_problem("\n".join(lines).encode("utf-8", "surrogatepass"))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -1, 2**63, 1e308, float("nan"), float("-inf"), "WA", "??", "\ud800", "\x00\x1b"])
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@bounded
@given(st.data())
def test_a_report_with_any_part_replaced_is_read_or_said_to_be_damaged(data: st.DataObject) -> None:
    report: Any = copy.deepcopy(json.loads(json.dumps(dataclasses.asdict(GOOD_REPORT))))
    place: Any = data.draw(st.sampled_from([report, report["sandbox"], report["tests"], report["tests"][0]]))
    key = data.draw(st.sampled_from(list(place))) if isinstance(place, dict) else 0
    if isinstance(place, dict) and data.draw(st.booleans()):
        place[data.draw(st.text(max_size=6))] = place.pop(key)
    else:
        place[key] = data.draw(JSON)
    read_report(json.dumps(report).encode())


@pytest.mark.parametrize("text", ["[" * 100_000, '{"tests":' * 50_000, "9" * 5000, "NaN", "null", '"text"', "[]", ""])
def test_a_report_that_is_none_is_said_to_be_damaged(text: str, tmp_path: Path) -> None:
    with Records(tmp_path / "records") as records:
        records.add(GOOD_REPORT, b"")
        set_column(tmp_path / "records", "report", text)
        with pytest.raises(StorageError, match="the report of #1 is damaged"):
            records.report(1)


def set_column(path: Path, column: str, value: object) -> None:
    database = sqlite3.connect(path)
    with database:
        database.execute(f"UPDATE submissions SET {column} = ?", (value,))
    database.close()


@pytest.mark.parametrize("value", [b"\xff\x00", "text", -1, 1 << 62, 1e300, float("inf"), "\x1b[2J"], ids=repr)
@pytest.mark.parametrize(
    "column",
    ["problem", "file", "sha256", "source", "verdict", "passed", "total", "score", "time_s", "started_at", "report"],
)
def test_a_row_with_any_column_damaged_is_read_or_said_to_be_damaged(
    column: str, value: object, tmp_path: Path
) -> None:
    with Records(tmp_path / "records") as records:
        records.add(GOOD_REPORT, b"source")
        set_column(tmp_path / "records", column, value)
        for read in (
            lambda: records.get(1),
            records.list,
            lambda: records.source(1),
            lambda: records.report(1),
            lambda: records.find_same("sums", GOOD_REPORT.sha256),
        ):
            try:
                found = read()
            except StorageError as error:
                assert "is damaged" in error.message
            else:
                assert not isinstance(found, bytes) or type(value) in {bytes, str} or found == b"source"


def test_hints_seen_that_are_no_numbers_are_said_to_be_damaged(tmp_path: Path) -> None:
    with Records(tmp_path / "records") as records:
        records.mark_hint_seen("sums", 1)
        for number in ("one", "", b"\xff", -1, 0.5):
            database = sqlite3.connect(tmp_path / "records")
            with database:
                database.execute("UPDATE hints SET number = ?", (number,))
            database.close()
            with pytest.raises(StorageError, match="the list of hints shown is damaged"):
                records.hints_seen("sums")


def array_of(*fields: object) -> bytes:
    return msgpack.packb(msgpack.ExtType(Ext.ARRAY, msgpack.packb(fields)))


def tensor_of(*fields: object) -> bytes:
    return msgpack.packb(msgpack.ExtType(Ext.TENSOR, msgpack.packb(fields)))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "data",
    [
        array_of("<f8", [1], list(range(100_000))[::-1], bytes(8)),
        array_of("<f8", [1], [[]] * 1_000_000, bytes(8)),
        array_of("<f8", [1], [0], 1 << 28),
        array_of("<f8", [1], [[[[[]]]]], bytes(8)),
        array_of("<f8", [1], [[[[]] * 64] * 64] * 64, bytes(8)),
        array_of("<f8", {}, [0], bytes(8)),
        tensor_of("float32", [1] * 50_000, list(range(50_000))[::-1], False, False, bytes(4)),
        tensor_of("float32", [1], [0], False, False, 1 << 28),
    ],
    ids=["axes", "lists", "number", "nested", "wide", "map", "dimensions", "number of a tensor"],
)
def test_an_array_whose_description_is_a_bomb_is_refused_at_once_and_costs_no_memory(data: bytes) -> None:
    np, torch = pytest.importorskip("numpy"), pytest.importorskip("torch")
    codec = Codec(np, torch)
    tracemalloc.start()
    try:
        with pytest.raises(BadValueError):
            codec.decode(data)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_arrays_of_as_many_dimensions_as_may_be_travel_and_one_more_stays() -> None:
    np, torch = pytest.importorskip("numpy"), pytest.importorskip("torch")
    codec = Codec(np, torch, hold=lambda _: b"held", resolve=lambda data: data)
    assert codec.decode(codec.encode(np.ones((1,) * MAX_AXES))).ndim == MAX_AXES
    assert codec.decode(codec.encode(torch.ones((1,) * MAX_AXES))).dim() == MAX_AXES
    assert codec.decode(codec.encode(torch.ones((1,) * (MAX_AXES + 1)))) == b"held"


@pytest.mark.slow
@pytest.mark.parametrize("name", BOUNDARIES)
def test_inputs_that_are_led_by_coverage_break_nothing(name: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris has no wheel for this system")
    if name in {"arrays", "tensors"}:
        pytest.importorskip("torch")
    ran = subprocess.run(
        [sys.executable, Path(__file__).with_name("coverage_guided.py"), name, "--seconds", str(GUIDED_S)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    runs = int(ran.stderr.partition("stat::number_of_executed_units:")[2].split()[0])
    assert runs > 500, "it was fed next to nothing"
