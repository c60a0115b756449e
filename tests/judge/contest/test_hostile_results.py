"""Results that strangers have edited: every board is still shown, and an export is written or refused."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.contest import log
from judge.contest.board import build
from judge.contest.board_entries import select_entries
from judge.contest.clock import Reading
from judge.contest.events import Ended, EndReason, Event, Judged, Received, Started
from judge.contest.log_parser import parse
from judge.contest.model import GroupResult, Run
from judge.contest.reveal import unfreeze
from judge.contest.rules import RULES
from judge.errors import UsageError
from judge.render.contest.board import board_json, board_text, reveal_text
from judge.render.contest.board_html import reveal_page
from judge.render.contest.clics import Export, Version
from judge.render.contest.clics_package import package
from judge.render.shared.screen import Screen
from judge.verdict import Verdict
from tests.support.contest_runs import contest

STRANGE: list[Any] = [
    0, 1, -1, 0.5, 60, 3600.0, 1e15, 1 << 53, 1e300, True, None, "", [], {}, "AC", "WA", "a", "icpc", "ioi", "aborted",
    "\x1b[2J\u202e</td><script>", "x" * 300, "2026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
]  # fmt: skip
EVENTS: list[Event] = [
    Received(1, "a", hashlib.sha256(b"").hexdigest(), 7),
    Judged(1, Verdict.WRONG_ANSWER, (GroupResult("sample", 2, 2), GroupResult("hidden", 1, 4))),
    Received(2, "b", hashlib.sha256(b"").hexdigest(), 8),
    Judged(2, Verdict.ACCEPTED, (GroupResult("hidden", 4, 4),)),
    Ended(3600.0, EndReason.FINISHED),
]


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """A log by each rule, with an attempt before the freeze and one in it."""
    logs = []
    for rule in RULES:
        path = tmp_path_factory.mktemp("logs") / "sunday-1.jsonl"
        of = replace(contest(rule), minutes=60, freeze_minutes=20, hint_cost=0.1)
        log.create(path, Started("sunday-1", of, "ann"), Reading(1.779e9, 5000.0, "boot"))
        for minute, event in zip((10, 10.1, 50, 50.1, 60), EVENTS, strict=True):
            reading = Reading(1.779e9 + 60 * minute, 5000.0 + 60 * minute, "boot")
            log.append(log.load(path), reading, lambda _log, _at_s, event=event: event)
        logs.append(path.read_bytes())
    return logs


def edited(data: bytes, dice: random.Random) -> bytes:
    """A log with something strange in the place of some values."""
    lines = [json.loads(line) for line in data.splitlines()]
    for _ in range(dice.randint(1, 4)):
        node: Any = dice.choice(lines)
        key = dice.choice(list(node))
        while isinstance(node[key], dict | list) and node[key] and dice.random() < 0.8:
            node = node[key]
            key = dice.choice(list(node)) if isinstance(node, dict) else dice.randrange(len(node))
        node[key] = dice.choice(STRANGE)
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


@settings(max_examples=150, deadline=None)
@given(dice=st.randoms(use_true_random=False))
def test_an_edited_result_does_not_break_a_board_or_an_export(honest: list[bytes], dice: random.Random) -> None:
    runs: list[Run] = []
    for data in dice.choices(honest, k=dice.randint(1, 3)):
        try:
            runs.append(parse(Path("x.jsonl"), edited(data, dice)).run)
        except UsageError as error:
            assert "x.jsonl" in error.message
    if not runs:
        return
    gathered = select_entries(runs, runs[0].contest.name)
    reveal = unfreeze(gathered.contest, gathered.runs)
    assert {row.run.participant for row in reveal.final.rows} == {run.participant for run in gathered.runs}
    now = build(gathered.contest, gathered.runs, at_s=1800.0)
    written = [board_text(now, Screen(width=width), gathered.left_out) for width in (20, 80)]
    written += [reveal_text(reveal, Screen()), reveal_page(reveal, gathered.left_out)]
    assert not set("".join(written)) & {"\x1b", "\u202e"}
    assert "<script" not in written[-1]
    json.loads(board_json(now, gathered.left_out))
    try:
        files = package(Export(Version.V2026, gathered.contest, gathered.runs, datetime.now(UTC)))
    except (OverflowError, ValueError):  # which the command tells as times that are not of this world
        return
    assert all(not name.startswith("/") and ".." not in name for name in files)
