"""`judge contest status`."""

from __future__ import annotations

from pathlib import Path

from judge.contest import log
from judge.records import Records
from tests.support.clocked import Clock
from tests.support.contest_commands import played
from tests.support.small_problems import Judge


def test_a_ghost_shows_what_it_had_done_after_the_same_time(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    assert judge("contest", "start", "sunday", "--ghost", "1").code == 0
    assert "ghost ann  A ·  B ·" in judge("contest", "status").out
    clock.pass_s(301)
    assert "ghost ann  A ✗ 1  B ·" in judge("contest", "status").out
    clock.pass_s(300)
    assert "ghost ann  A ✓ 10:00  B ·" in judge("contest", "status").out


def test_a_ghost_outlives_its_file(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    result = folder / "ann.jsonl"
    result.write_bytes(log.exported(log.load(folder / "home" / "contests" / "sunday-1.jsonl"), with_sources=False))
    assert judge("contest", "start", "sunday", "--ghost", str(result)).code == 0
    result.unlink()
    clock.pass_s(1000)
    assert "ghost ann  A ✓" in judge("contest", "status").out


def test_looking_at_the_run_of_somebody_else_changes_nothing(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    result = folder / "ann.jsonl"
    text = (folder / "home" / "contests" / "sunday-1.jsonl").read_text()
    result.write_text(
        "".join(line for line in text.splitlines(True) if '"judged"' not in line and '"ended"' not in line)
    )
    before = result.read_bytes()
    clock.pass_s(100_000)
    shown = judge("contest", "status", "ann.jsonl", "--watch")
    assert "50:00 left" in shown.out
    assert result.read_bytes() == before
    with Records(folder / "home" / "records.sqlite3") as records:
        assert records.list() == ()


def test_what_a_stranger_wrote_is_made_safe_to_print(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    result = folder / "x.jsonl"
    text = (folder / "home" / "contests" / "sunday-1.jsonl").read_text()
    hostile = text.replace('"participant":"ann"', r'"participant":"\u001b[31mann\u0007"')
    result.write_text(hostile.replace('"title":"sunday"', r'"title":"\u001b]0;owned\u0007"'))
    assert judge("contest", "import", str(result)).code == 0
    judge("contest", "start", "sunday", "--ghost", "2")
    clock.pass_s(1000)
    shown = [judge("contest", "list"), judge("contest", "status"), judge("contest", "status", "2")]
    assert not any("\x1b" in ran.out + ran.err or "\a" in ran.out + ran.err for ran in shown)
