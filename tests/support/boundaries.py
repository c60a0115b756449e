"""What reads bytes that somebody else wrote, each as a function of bytes that fails where it does more than it may.

A boundary gives a value or its module's own error; any other exception, and any value outside the closed set, is a bug.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgpack

from judge.errors import ProblemError, StorageError
from judge.problem import load
from judge.records import Records
from judge.sandbox_kind import SandboxKind
from judge.verdict import Report, SandboxInfo, TestResult, Verdict
from sandbox.frames import BadFrameError, FrameBuffer, Kind, Reply, Status, pack
from sandbox.structures import ListNode, TreeNode, list_from_values, list_to_values, tree_to_rows
from sandbox.value_limits import BadValueError, ValueTravelError
from sandbox.values import Codec

PLAIN_VALUES = (
    [None, True, 1, 2.5, "text\ud800", b"bytes", 10**40, 1j, -(2**63)],
    {"a": (1, {2}, frozenset({3})), 4: [5], None: {}},
    [list_from_values([1, [2], 3]), TreeNode(1, TreeNode(2), None)],
)
GOOD_TOML = """\
format = 1
title = "Sums"
title_zh = "求和"
tags = ["warm-up"]
difficulty = "easy"
entry = ["add"]
runtime = "python"
[limits]
time_s = 1.5
memory_mb = 64
[complexity]
time = "O(1)"
space = "O(1)"
"""
GOOD_REPORT = Report(
    problem="sums",
    file="sums.py",
    sha256="ab" * 32,
    verdict=Verdict.WRONG_ANSWER,
    sandbox=SandboxInfo(SandboxKind.PROCESS),
    started_at="2026-11-23T17:00:00.000Z",
    wall_s=0.5,
    total=1,
    tests=(TestResult("test_one", "sample", Verdict.WRONG_ANSWER, 0.1, 1.0, "message", "detail", "output"),),
)


@dataclass(frozen=True)
class Boundary:
    """What is given bytes, and bytes that it takes, to begin from."""

    read: Callable[[bytes], None]
    seeds: Callable[[], tuple[bytes, ...]]


def read_frames(data: bytes) -> None:
    """The first byte says how the rest is cut; cut or whole, the same frames come out, and the same complaint."""
    step, stream = 1 + (data[0] if data else 0) % 16, data[1:]
    whole = _frames_of([stream])
    assert _frames_of([stream[at : at + step] for at in range(0, len(stream), step)]) == whole


def _frames_of(pieces: list[bytes]) -> tuple[list[tuple[Kind, bytes]], str]:
    buffer, frames = FrameBuffer(limit=64), []
    try:
        for piece in pieces:
            buffer.feed(piece)
            while (frame := buffer.next()) is not None:
                frames.append(frame)
            assert buffer.missing > 0
    except BadFrameError as error:
        return frames, str(error)
    return frames, "" if buffer.empty else "incomplete"


def read_reply(data: bytes) -> None:
    with contextlib.suppress(BadFrameError):
        assert Reply.unpack(data).pack() == data


def read_value(codec: Codec, closed: frozenset[type], data: bytes) -> None:
    """Whatever is decoded is of the closed set all through, and can be sent on."""
    try:
        value = codec.decode(data)
    except BadValueError:
        return
    assert types_in(value) <= closed
    with contextlib.suppress(ValueTravelError):  # too deep or large once more
        codec.encode(value)


def types_in(value: Any) -> set[type]:
    """The types of a value and of all that it holds."""
    found: set[type] = set()
    left = [value]
    while left:
        part = left.pop()
        found.add(type(part))
        if type(part) in {list, tuple, set, frozenset}:
            left.extend(part)
        elif type(part) is dict:
            left.extend([*part.keys(), *part.values()])
        elif type(part) is ListNode:
            left.extend(list_to_values(part))
        elif type(part) is TreeNode:
            left.extend(row[0] for row in tree_to_rows(part))
    return found


class Held(bytes):
    """What a handle becomes here."""


PLAIN_TYPES: frozenset[type] = frozenset(
    {type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, ListNode, TreeNode, Held}
)


@cache
def plain_codec() -> Codec:
    return Codec(hold=bytes, resolve=Held)


@cache
def numpy_codec() -> Codec:
    import numpy as np

    return Codec(np, hold=bytes, resolve=Held)


@cache
def torch_codec() -> Codec:
    import numpy as np
    import torch

    return Codec(np, torch, hold=bytes, resolve=Held)


@cache
def numpy_types() -> frozenset[type]:
    import numpy as np

    return PLAIN_TYPES | {np.ndarray, *(np.dtype(code).type for code in "?bhilqBHILQefdgFDG")}


@cache
def torch_types() -> frozenset[type]:
    import torch

    return numpy_types() | {torch.Tensor, torch.nn.Parameter}


def plain_seeds() -> tuple[bytes, ...]:
    values = map(plain_codec().encode, (*PLAIN_VALUES, [Held(b"\x01")]))
    return (*values, msgpack.packb([msgpack.Timestamp(1, 1)]))


def numpy_seeds() -> tuple[bytes, ...]:
    import numpy as np

    arrays = (np.arange(6).reshape(2, 3).T, np.float32(1), np.zeros((0, 3)), np.arange(8)[::2], np.array(True))
    return (*plain_seeds(), *map(numpy_codec().encode, arrays))


def torch_seeds() -> tuple[bytes, ...]:
    import torch

    tensors = (
        torch.ones(2, 3).T,
        torch.nn.Parameter(torch.ones(2)),
        torch.zeros(0, 4),
        torch.arange(8)[::2],
        torch.ones(2, dtype=torch.bfloat16, requires_grad=True),
    )
    return (*numpy_seeds(), *map(torch_codec().encode, tensors))


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="fuzz-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def read_problem(data: bytes) -> None:
    folder = _folder() / "sums"
    folder.mkdir(exist_ok=True)
    (folder / "problem.toml").write_bytes(data)
    try:
        problem = load(folder)
    except ProblemError as error:
        assert str(folder) in error.message
        return
    assert all(type(text) is str for text in (problem.title, *problem.tags, *problem.entry, *problem.forbidden))
    assert 0.01 <= problem.limits.time_s <= 60
    assert 1 <= problem.limits.memory_mb <= 4096


@cache
def _records() -> tuple[Records, sqlite3.Connection]:
    path = _folder() / "records.sqlite3"
    records = Records(path)
    records.add(GOOD_REPORT, b"")
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    atexit.register(database.close)
    atexit.register(records.__exit__, None, None, None)
    return records, database


def read_report(data: bytes) -> None:
    """The bytes are the report column of a row: as text where they are text, as they are where they are not."""
    records, database = _records()
    try:
        column: str | bytes = data.decode()
    except UnicodeDecodeError:
        column = data
    database.execute("UPDATE submissions SET report = ?", (column,))
    with contextlib.suppress(StorageError):
        report = records.report(1)
        assert type(report) is Report
        assert all(type(test) is TestResult and type(test.message) is str for test in report.tests)
        assert type(report.passed + report.score + report.time_s + report.memory_mb + report.wall_s) is float


def report_seeds() -> tuple[bytes, ...]:
    return json.dumps(dataclasses.asdict(GOOD_REPORT)).encode(), b"{}"


def frame_seeds() -> tuple[bytes, ...]:
    stream = pack(Kind.HELLO, b"word") + pack(Kind.END) + pack(Kind.REPLY, Reply(Status.VALUE, b"\x01").pack())
    return b"\x00" + stream, b"\x07" + stream


BOUNDARIES = {
    "frames": Boundary(read_frames, frame_seeds),
    "reply": Boundary(read_reply, lambda: (Reply(Status.RAISED, b"why", 5, 7).pack(),)),
    "values": Boundary(lambda data: read_value(plain_codec(), PLAIN_TYPES, data), plain_seeds),
    "arrays": Boundary(lambda data: read_value(numpy_codec(), numpy_types(), data), numpy_seeds),
    "tensors": Boundary(lambda data: read_value(torch_codec(), torch_types(), data), torch_seeds),
    "problem": Boundary(read_problem, lambda: (GOOD_TOML.encode(),)),
    "report": Boundary(read_report, report_seeds),
}
