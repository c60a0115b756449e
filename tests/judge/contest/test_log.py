"""The log of a run: it is read as it was written, and what was done to it shows."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from judge.contest import log
from judge.contest.clock import Reading
from judge.contest.events import Ended, EndReason, Event, Hinted, Judged, Paused, Received, Resumed, Started
from judge.contest.log_parser import Log
from judge.contest.model import Contest, GroupResult, HintTaken, Pause, Task
from judge.errors import StorageError, UsageError
from judge.verdict import Verdict

CONTEST = Contest("sunday", "Sunday", (Task("A", "addition"), Task("B", "add_hard", 50)), 60, "interview")
SOURCE = b"def add(a, b):\n    return a + b\n"


def at(seconds: float) -> Reading:
    return Reading(1_700_000_000.0 + seconds, 5000.0 + seconds, "boot")


def add(path: Path, event: Event, seconds: float, source: bytes = b"") -> Log:
    after = log.append(log.load(path), at(seconds), lambda _log, _at_s: event, source)
    assert after == log.load(path)
    return after


def sources(path: Path) -> dict[int, bytes]:
    """The sources of the attempts that have one, by number."""
    whole = log.load(path)
    found = {attempt.number: whole.source_of(attempt) for attempt in whole.run.attempts}
    return {number: source for number, source in found.items() if source is not None}


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
    add(path, Ended(100.0, EndReason.FINISHED), 100)
    return path


def test_a_new_log_is_a_run(path: Path) -> None:
    run = log.read(path)
    assert (run.id, run.participant, run.contest, run.extra_minutes) == ("sunday-1", "ann", CONTEST, 5)
    assert run.started_at == "2023-11-14T22:13:20.000Z"
    assert run.intact
    assert run.ended_s is None


def test_events_are_read_as_they_were_written(path: Path) -> None:
    run = log.read(played(path))
    first, second = run.attempts
    assert (first.number, first.problem, first.at_s, first.verdict) == (1, "addition", 60.5, Verdict.WRONG_ANSWER)
    assert first.groups == (GroupResult("sample", 1, 2),)
    assert first.seed == 7
    assert second.verdict is None
    assert run.hints == (HintTaken("addition", 1, 70.0),)
    assert (run.ended_s, run.aborted) == (100.0, False)
    assert log.load(path).judged[1].message == "wrong value"


def test_sources_are_kept_byte_for_byte(path: Path) -> None:
    assert sources(played(path)) == {1: SOURCE, 2: b"\xff\xfe"}


def test_a_source_that_is_submitted_twice_is_stored_once(path: Path) -> None:
    add(path, received(1), 1, SOURCE)
    add(path, received(2), 2, SOURCE)
    assert path.read_text().count('"source"') == 1
    assert sources(path) == {1: SOURCE, 2: SOURCE}


def test_a_log_without_its_sources_is_intact(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "given.jsonl"
    there.write_bytes(log.exported(log.load(played(path)), with_sources=False))
    assert log.read(there) == log.read(path)
    assert sources(there) == {}


def test_an_export_with_sources_is_the_log(path: Path) -> None:
    assert log.exported(log.load(played(path)), with_sources=True) == path.read_bytes()


def test_a_pause_takes_no_contest_time(path: Path) -> None:
    add(path, Paused(), 100)
    add(path, Resumed(300.0), 400)
    run = add(path, received(1), 410, SOURCE).run
    assert run.pauses == (Pause(100.0, 300.0),)
    assert run.attempts[0].at_s == 110.0


def test_a_paused_clock_stands_still(path: Path) -> None:
    add(path, Paused(), 100)
    assert log.load(path).now(at(400))[0] == 100.0


def test_a_later_verdict_replaces_an_earlier_one(path: Path) -> None:
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


def test_a_removed_line_is_marked(path: Path) -> None:
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
    assert sources(path) == {2: b"\xff\xfe"}


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
def test_an_invalid_event_is_marked_and_breaks_nothing(path: Path, changes: dict[str, object]) -> None:
    add(path, received(1), 1, SOURCE)
    add(path, Judged(1, Verdict.ACCEPTED), 2)
    *lines, last = path.read_text().splitlines()
    path.write_text("\n".join([*lines, json.dumps({**json.loads(last), **changes})]) + "\n")
    run = log.read(path)
    assert not run.intact
    assert run.notes


def test_no_byte_can_be_changed_without_a_trace(path: Path) -> None:
    whole = played(path).read_bytes()
    run, kept = log.read(path), sources(path)
    for at in range(0, len(whole) - 1, 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            after = log.read(path)
        except UsageError:
            continue
        assert not after.intact or (after, sources(path)) == (run, kept), at


def test_a_last_line_that_is_cut_off_is_left_out_with_a_note(path: Path) -> None:
    whole = played(path).read_bytes()
    path.write_bytes(whole[:-20])
    run = log.read(path)
    assert run.intact
    assert run.ended_s is None
    assert "cut off" in run.notes[0]


def test_events_can_be_added_after_a_line_that_was_cut_off(path: Path) -> None:
    path.write_bytes(played(path).read_bytes()[:-20])
    run = add(path, Ended(200.0, EndReason.TIME), 200).run
    assert (run.intact, run.ended_s, run.notes) == (True, 200.0, ())


def test_a_missing_last_line_break_is_harmless(path: Path) -> None:
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


def test_a_full_disk_leaves_the_log_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_full_disk_at_the_start_leaves_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(StorageError, match="No space left"):
        log.create(tmp_path / "a.jsonl", Started("a", CONTEST, "ann"), at(0))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "\n", "hello", "[1]", '{"schema": 5}', '{"schema": "judge.report/1"}'])
def test_another_file_is_not_a_contest_result(tmp_path: Path, content: str) -> None:
    (tmp_path / "x").write_text(content)
    with pytest.raises(UsageError, match="is not a contest run"):
        log.read(tmp_path / "x")


def test_a_log_of_a_newer_judge_is_refused(path: Path) -> None:
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
def test_a_log_of_a_contest_that_cannot_be_played_is_damaged(tmp_path: Path, contest: Contest) -> None:
    with pytest.raises(UsageError, match="the first line is damaged"):
        log.create(tmp_path / "a.jsonl", Started("a", contest, "ann"), at(0))


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.exists])
def test_a_path_that_is_not_a_file_is_a_usage_error(tmp_path: Path, make: object) -> None:
    make(tmp_path / "x")  # type: ignore[operator]
    with pytest.raises(UsageError):
        log.read(tmp_path / "x")


def test_a_very_large_file_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(UsageError, match="larger than"):
        log.read(tmp_path / "x")


def test_a_log_with_very_many_lines_is_refused_at_once(path: Path) -> None:
    with path.open("a") as file:
        file.write("{}\n" * 2_000_000)
    with pytest.raises(UsageError, match="more than 20,000 lines"):
        log.read(path)


def test_several_programs_can_write_at_once(path: Path) -> None:
    import threading

    def write() -> None:
        for _ in range(20):
            log.append(log.load(path), at(1), lambda now, _: received(len(now.run.attempts) + 1), SOURCE)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run = log.read(path)
    assert run.intact
    assert len(run.attempts) == 80


def test_events_of_another_process_are_read_before_one_is_added(path: Path) -> None:
    before = log.load(path)
    add(path, received(1), 60, SOURCE)
    after = log.append(before, at(70), lambda now, _: received(len(now.run.attempts) + 1), SOURCE)
    assert after == log.load(path)
    assert [attempt.number for attempt in after.run.attempts] == [1, 2]


def test_a_log_is_parsed_again_only_if_its_file_has_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = log.load(path)
    add(path, Hinted("addition", 1), 70)
    after = log.refreshed(before)
    assert len(after.run.hints) == 1
    monkeypatch.setattr(log, "parse", None)
    assert log.refreshed(after) is after


def test_events_are_added_without_parsing_the_log_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = log.load(path)
    with monkeypatch.context() as patched:
        patched.setattr(log, "parse", None)
        for number in range(1, 4):
            now = log.append(now, at(number), lambda _log, _at_s, number=number: received(number), SOURCE)
    assert now == log.load(path)
