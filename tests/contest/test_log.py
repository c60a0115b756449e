"""The log of a run: what is written is read again, and what was done to it shows."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from judge.contest import log
from judge.contest.clock import Reading
from judge.contest.events import Ended, Event, Hinted, Judged, Paused, Reason, Received, Resumed, Started
from judge.contest.model import Contest, GroupResult, HintTaken, Pause, Rule, Task
from judge.contest.reading import Log
from judge.errors import StorageError, UsageError
from judge.verdict import Verdict

CONTEST = Contest("sunday", "Sunday", (Task("A", "addition"), Task("B", "add_hard", 50)), 60, Rule.INTERVIEW)
SOURCE = b"def add(a, b):\n    return a + b\n"


def at(seconds: float) -> Reading:
    return Reading(1_700_000_000.0 + seconds, 5000.0 + seconds, "boot")


def add(path: Path, event: Event, seconds: float, source: bytes = b"") -> Log:
    return log.append(path, at(seconds), lambda _log, _at_s: event, source)


def received(number: int, problem: str = "addition", source: bytes = SOURCE) -> Received:
    import hashlib

    return Received(number, problem, hashlib.sha256(source).hexdigest(), 7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "runs" / "sunday-1.jsonl"
    log.create(path, Started("sunday-1", CONTEST, "ann", 5), at(0))
    return path


def played(path: Path) -> Path:
    add(path, received(1), 60.5, SOURCE)
    add(path, Judged(1, Verdict.WRONG_ANSWER, (GroupResult("sample", 1, 2),), "wrong value"), 61)
    add(path, Hinted("addition", 1), 70)
    add(path, received(2, source=b"\xff\xfe"), 80, b"\xff\xfe")
    add(path, Ended(100.0, Reason.FINISHED), 100)
    return path


def test_a_log_that_was_begun_is_a_run(path: Path) -> None:
    run = log.read(path)
    assert (run.id, run.participant, run.contest, run.extra_minutes) == ("sunday-1", "ann", CONTEST, 5)
    assert run.started_at == "2023-11-14T22:13:20.000Z"
    assert run.intact
    assert run.ended_s is None


def test_what_happened_is_read_again(path: Path) -> None:
    run = log.read(played(path))
    first, second = run.attempts
    assert (first.number, first.problem, first.at_s, first.verdict) == (1, "addition", 60.5, Verdict.WRONG_ANSWER)
    assert first.groups == (GroupResult("sample", 1, 2),)
    assert first.seed == 7
    assert second.verdict is None
    assert run.hints == (HintTaken("addition", 1, 70.0),)
    assert (run.ended_s, run.aborted) == (100.0, False)
    assert log.messages(path) == {1: "wrong value"}


def test_sources_are_kept_byte_for_byte(path: Path) -> None:
    assert log.sources(played(path)) == {1: SOURCE, 2: b"\xff\xfe"}


def test_a_source_that_is_handed_in_twice_is_kept_once(path: Path) -> None:
    add(path, received(1), 1, SOURCE)
    add(path, received(2), 2, SOURCE)
    assert path.read_text().count('"source"') == 1
    assert log.sources(path) == {1: SOURCE, 2: SOURCE}


def test_without_its_sources_a_log_is_intact(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "given.jsonl"
    there.write_bytes(log.exported(played(path), with_sources=False))
    assert log.read(there) == log.read(path)
    assert log.sources(there) == {}


def test_with_its_sources_an_export_is_the_log(path: Path) -> None:
    assert log.exported(played(path), with_sources=True) == path.read_bytes()


def test_a_pause_takes_no_contest_time(path: Path) -> None:
    add(path, Paused(), 100)
    add(path, Resumed(300.0), 400)
    run = add(path, received(1), 410, SOURCE).run
    assert run.pauses == (Pause(100.0, 300.0),)
    assert run.attempts[0].at_s == 110.0


def test_a_clock_that_is_paused_stands_still(path: Path) -> None:
    add(path, Paused(), 100)
    assert log.load(path).now(at(400))[0] == 100.0


def test_a_verdict_that_comes_later_counts_in_place_of_an_earlier_one(path: Path) -> None:
    played(path)
    add(path, Judged(1, Verdict.ACCEPTED, rejudged=True), 120)
    assert log.read(path).attempts[0].verdict is Verdict.ACCEPTED


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"), [('"verdict":"WA"', '"verdict":"AC"'), ('"at_s":60.5', '"at_s":6.5'), ('"ended_s":100.0', '"ended_s":90.0')]
)  # fmt: skip
def test_an_edited_line_is_read_and_marked(path: Path, old: str, new: str) -> None:
    edited(played(path), old, new)
    run = log.read(path)
    assert not run.intact
    assert "was changed" in run.notes[0]


def test_a_line_that_was_taken_out_is_marked(path: Path) -> None:
    lines = played(path).read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if '"hinted"' not in line))
    run = log.read(path)
    assert not run.intact
    assert "event 4 is missing." in run.notes


def test_a_line_that_cannot_be_read_is_left_out_and_marked(path: Path) -> None:
    edited(played(path), '"event":"hinted"', '"event":"hinted')
    run = log.read(path)
    assert not run.intact
    assert len(run.attempts) == 2
    assert any("line 5 is damaged" in note for note in run.notes)


def test_an_edited_source_is_left_out_and_marked(path: Path) -> None:
    edited(played(path), "return a + b", "return a - b")
    assert not log.read(path).intact
    assert log.sources(path) == {2: b"\xff\xfe"}


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 3}, {"number": "1"}, {"number": -1}, {"verdict": "OK"}, {"verdict": []}, {"groups": 5},
        {"groups": [{"group": "a"}]}, {"event": "gossip"}, {"at_s": float("nan")}, {"at_s": 10**400}, {"at_s": None},
        {"at_s": True}, {"wall": "yesterday"}, {"wall": "2026-01-01T00:00:00"}, {"wall": "0001-01-01T00:00:00+23:59"}, {"boot_s": "x"},
        {"number": 10**30}, {"message": ["x"]},
    ],
    ids=str,
)  # fmt: skip
def test_an_event_that_is_none_is_marked_and_breaks_nothing(path: Path, changes: dict[str, object]) -> None:
    add(path, received(1), 1, SOURCE)
    add(path, Judged(1, Verdict.ACCEPTED), 2)
    *lines, last = path.read_text().splitlines()
    path.write_text("\n".join([*lines, json.dumps({**json.loads(last), **changes})]) + "\n")
    run = log.read(path)
    assert not run.intact
    assert run.notes


def test_a_last_line_that_is_cut_off_is_left_out_and_said(path: Path) -> None:
    whole = played(path).read_bytes()
    path.write_bytes(whole[:-20])
    run = log.read(path)
    assert run.intact
    assert run.ended_s is None
    assert "cut off" in run.notes[0]


def test_writing_goes_on_after_a_line_that_was_cut_off(path: Path) -> None:
    path.write_bytes(played(path).read_bytes()[:-20])
    run = add(path, Ended(200.0, Reason.TIME), 200).run
    assert (run.intact, run.ended_s, run.notes) == (True, 200.0, ())


def test_a_line_break_that_an_editor_took_away_costs_nothing(path: Path) -> None:
    path.write_bytes(played(path).read_bytes().rstrip(b"\n"))
    assert log.read(path).ended_s == 100.0
    run = add(path, Judged(2, Verdict.ACCEPTED), 120).run
    assert run.intact
    assert run.attempts[1].verdict is Verdict.ACCEPTED


def test_every_cut_of_a_log_is_survived(path: Path) -> None:
    whole = played(path).read_bytes()
    first = whole.index(b"\n")
    for length in range(first, len(whole), 7):
        path.write_bytes(whole[:length])
        assert log.read(path).intact
        assert add(path, Hinted("addition", 3), 200).run.intact


def test_a_disk_that_is_full_leaves_the_log_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = played(path).read_bytes()
    real = os.pwrite

    def full(descriptor: int, data: bytes, offset: int) -> int:
        if len(data) < 60:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data[: len(data) // 2], offset)

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(StorageError, match="No space left"):
        add(path, Judged(2, Verdict.ACCEPTED), 120)
    assert path.read_bytes() == before


def test_a_disk_that_is_full_at_the_start_leaves_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(StorageError, match="No space left"):
        log.create(tmp_path / "a.jsonl", Started("a", CONTEST, "ann"), at(0))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "\n", "hello", "[1]", '{"schema": 5}', '{"schema": "judge.report/1"}'])
def test_what_is_no_contest_result_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "x").write_text(content)
    with pytest.raises(UsageError, match="is no contest result"):
        log.read(tmp_path / "x")


def test_a_log_of_a_newer_judge_is_said_to_be_one(path: Path) -> None:
    edited(path, "judge.contest/1", "judge.contest/2")
    with pytest.raises(UsageError, match="newer judge"):
        log.read(path)


@pytest.mark.parametrize(
    "contest",
    [
        replace(CONTEST, tasks=()),
        replace(CONTEST, tasks=(Task("A", "x"), Task("B", "x"))),
        replace(CONTEST, minutes=0),
        replace(CONTEST, hint_cost=2.0),
    ],
)
def test_a_log_of_what_nobody_can_play_is_damaged(tmp_path: Path, contest: Contest) -> None:
    with pytest.raises(UsageError, match="the first line is damaged"):
        log.create(tmp_path / "a.jsonl", Started("a", contest, "ann"), at(0))


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.exists])
def test_what_is_no_file_is_a_usage_error(tmp_path: Path, make: object) -> None:
    make(tmp_path / "x")  # type: ignore[operator]
    with pytest.raises(UsageError):
        log.read(tmp_path / "x")


def test_a_file_that_is_very_large_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(UsageError, match="larger than"):
        log.read(tmp_path / "x")


def test_a_log_that_nobody_could_have_played_is_refused_at_once(path: Path) -> None:
    with path.open("a") as file:
        file.write("{}\n" * 2_000_000)
    with pytest.raises(UsageError, match="more than 20,000 lines"):
        log.read(path)


def test_several_programs_may_write_at_once(path: Path) -> None:
    import threading

    def write() -> None:
        for _ in range(20):
            log.append(path, at(1), lambda held, _: received(len(held.run.attempts) + 1), SOURCE)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run = log.read(path)
    assert run.intact
    assert len(run.attempts) == 80
