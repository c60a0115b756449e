"""`judge contest import`."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge.contest import log
from tests.support.clocked import Clock
from tests.support.contest_commands import played
from tests.support.contest_results import play, rejudge
from tests.support.small_problems import Judge


def test_an_exported_run_is_imported_once(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    result = folder / "ann.jsonl"
    text = log.exported(log.load(folder / "home" / "contests" / "sunday-1.jsonl"), with_sources=True)
    result.write_bytes(text.replace(b'"participant":"ann"', b'"participant":"eve"'))
    ran = judge("contest", "import", str(result))
    assert "Imported as #2: sunday by eve" in ran.out
    assert "somebody has edited this run" in ran.err
    again = judge("contest", "import", str(result))
    assert again.code == 2
    assert "was already imported, as #2" in again.err
    assert "edited" in judge("contest", "list").out


def test_an_import_stays_in_the_folder_whatever_a_stranger_calls_it(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    result = folder / "x.jsonl"
    text = (folder / "home" / "contests" / "sunday-1.jsonl").read_text()
    result.write_text(text.replace('"name":"sunday"', '"name":"../../../evil"'))
    assert judge("contest", "import", str(result)).code == 0
    assert (folder / "home" / "contests" / "_________evil-2.imported.jsonl").is_file()


@pytest.mark.parametrize("content", ["", "hello", '{"schema": "judge.contest/9"}'])
def test_what_is_no_result_is_not_imported(judge: Judge, folder: Path, clock: Clock, content: str) -> None:
    (folder / "x").write_text(content)
    ran = judge("contest", "import", str(folder / "x"))
    assert ran.code == 2
    assert "contest run" in ran.err or "newer judge" in ran.err


@pytest.fixture
def exports(folder: Path) -> list[Path]:
    """Three exports of one run: in the middle of it, after it, and after a rejudge."""
    whole = play(folder / "whole.jsonl", "zoe", "A 5 WA", "A 10 AC", "B 12 WA")
    lines = whole.read_bytes().splitlines(keepends=True)
    for name in ("0", "1", "2"):
        (folder / name).write_bytes(b"".join(lines[:4] if name == "0" else lines))
    rejudge(folder / "2", "WA", "AC", "AC")
    return [folder / "0", folder / "1", folder / "2"]


def test_a_later_export_replaces_the_earlier_one(judge: Judge, folder: Path, exports: list[Path]) -> None:
    assert "Imported as #1: sunday by zoe, 0 of 2 solved" in judge("contest", "import", str(exports[0])).out
    assert "Updated #1: sunday by zoe, 1 of 2 solved" in judge("contest", "import", str(exports[1])).out
    assert "Updated #1: sunday by zoe, 2 of 2 solved" in judge("contest", "import", str(exports[2])).out
    (stored,) = (folder / "home" / "contests").glob("*.jsonl")
    assert stored.read_bytes() == exports[2].read_bytes()


def test_an_earlier_export_is_refused(judge: Judge, folder: Path, exports: list[Path]) -> None:
    judge("contest", "import", str(exports[2]))
    for earlier in exports[:2]:
        ran = judge("contest", "import", str(earlier))
        assert ran.code == 2
        assert f"{earlier} is an earlier export of #1, which was imported before" in ran.err
    assert "2 of 2" in judge("contest", "list").out


def test_an_export_with_sources_replaces_one_without(judge: Judge, folder: Path, exports: list[Path]) -> None:
    bare = folder / "bare"
    bare.write_bytes(log.exported(log.load(exports[1]), with_sources=False))
    judge("contest", "import", str(bare))
    assert "Updated #1" in judge("contest", "import", str(exports[1])).out
    assert "was already imported, as #1" in judge("contest", "import", str(bare)).err


def test_an_edited_source_does_not_replace_an_intact_export(judge: Judge, folder: Path, exports: list[Path]) -> None:
    bare = folder / "bare"
    bare.write_bytes(log.exported(log.load(exports[1]), with_sources=False))
    judge("contest", "import", str(bare))
    exports[1].write_bytes(exports[1].read_bytes().replace(b"return a + b", b"return a - b"))
    ran = judge("contest", "import", str(exports[1]))
    assert ran.code == 2
    assert "is an edited export of #1, which was imported intact" in ran.err


def test_an_edited_export_does_not_replace_an_intact_one(judge: Judge, folder: Path, exports: list[Path]) -> None:
    judge("contest", "import", str(exports[1]))
    exports[2].write_bytes(exports[2].read_bytes().replace(b'"verdict":"WA"', b'"verdict":"AC"'))
    ran = judge("contest", "import", str(exports[2]))
    assert ran.code == 2
    assert "is an edited export of #1, which was imported intact" in ran.err


def test_an_export_with_another_history_is_refused(judge: Judge, folder: Path, exports: list[Path]) -> None:
    """Both chains hold, so only their owner knows which one is true."""
    judge("contest", "import", str(exports[2]))
    rejudge(exports[1], "AC", "AC", "AC")
    rejudge(exports[1], "AC")
    ran = judge("contest", "import", str(exports[1]))
    assert ran.code == 2
    assert "contradicts #1, another export of the same run" in ran.err


def test_your_own_run_is_not_imported(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    ran = judge("contest", "import", str(folder / "home" / "contests" / "sunday-1.jsonl"))
    assert ran.code == 2
    assert "is your own run #1" in ran.err
