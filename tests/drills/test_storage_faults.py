"""Records on a disk that is full or read-only, in a file that is broken or locked, written by many at once."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from judge.judging import judge
from judge.problem import Problem
from judge.records import Records
from judge.sandboxes.process import ProcessSandbox
from judge.submission import Submission
from judge.verdict import Report
from tests.support.drilling import RIGHT, Ended, Place

NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")


@pytest.fixture(autouse=True)
def _in_a_plain_process(place: Place) -> None:
    place.environment["JUDGE_SANDBOX"] = "process"


@pytest.fixture
def mount(place: Place) -> Iterator[Callable[..., None]]:
    """Mounts a memory disk as the home; again with other options."""

    def mounted(*options: str) -> None:
        place.home.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "none", str(place.home)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("this machine lets nobody mount")

    yield mounted
    subprocess.run(["umount", "-l", str(place.home)], check=False, capture_output=True)


def fill(folder: Path) -> Path:
    """Leave no room there. The file that takes it."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return filler


def files(place: Place) -> dict[str, str]:
    """Digests of what lies in the home, but for what SQLite makes beside a database that is open."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in place.home.iterdir()
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def is_said(ended: Ended, *words: str) -> bool:
    """An error of ours with these words, a hint below it, and no verdict that passes for a recorded one."""
    return (
        ended.code == 70
        and not ended.has_traceback
        and not ended.verdicts
        and ended.err.startswith("Error: ")
        and "bug" not in ended.err
        and len(ended.err.strip().splitlines()) >= 2
        and all(word in ended.err for word in words)
    )


@NEEDS_ROOT
def test_on_a_full_disk_it_is_said_that_nothing_is_recorded_and_earlier_records_stay(
    place: Place, mount: Callable[..., None]
) -> None:
    mount("size=1m")
    assert place.submit().code == 0
    filler = fill(place.home)
    (place.folder / "right.py").write_text(RIGHT + "# long\n" * 10_000)
    full = place.submit()
    assert is_said(full, "full"), full
    filler.unlink()
    again = place.submit()
    assert again.code == 0, again
    assert sorted(place.records()) == sorted({1, *again.verdicts})


@NEEDS_ROOT
def test_a_disk_that_is_full_from_the_start_is_said_and_over_when_there_is_room(
    place: Place, mount: Callable[..., None]
) -> None:
    mount("size=1m")
    filler = fill(place.home)
    full = place.submit()
    assert is_said(full, "full"), full
    filler.unlink()
    assert place.submit().verdicts.keys() == {1}


@NEEDS_ROOT
@pytest.mark.parametrize("command", [("submit", "tiny", "right.py"), ("start", "tiny"), ("history",), ("status",)])
def test_a_read_only_home_is_said_and_left_as_it_is(
    place: Place, mount: Callable[..., None], command: tuple[str, ...]
) -> None:
    mount("size=4m")
    assert place.submit().code == 0
    before = files(place)
    subprocess.run(["mount", "-o", "remount,ro", str(place.home)], check=True)
    ended = place.run(*command)
    assert ended.code == 0 or is_said(ended, "JUDGE_HOME"), ended
    assert ended.code == 70 or command[0] in {"history", "status"}  # only reading may succeed
    assert files(place) == before


@NEEDS_ROOT
def test_a_new_home_on_a_read_only_disk_is_said(place: Place, mount: Callable[..., None]) -> None:
    mount("size=1m", "ro")
    ended = place.submit()
    assert is_said(ended, "JUDGE_HOME"), ended


def zero_filled(database: Path) -> None:
    database.write_bytes(bytes(database.stat().st_size))


def cut_short(database: Path) -> None:
    os.truncate(database, 5000)


def cut_within_the_header(database: Path) -> None:
    os.truncate(database, 50)


def overwritten_in_the_middle(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (database.stat().st_size - 4096))


def of_a_future_version(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def a_text(database: Path) -> None:
    database.write_text("not a database\n" * 1000)


BREAKAGES = [zero_filled, cut_short, cut_within_the_header, overwritten_in_the_middle, of_a_future_version, a_text]


@pytest.mark.parametrize("command", [("submit", "tiny", "right.py"), ("history",)])
@pytest.mark.parametrize("breakage", BREAKAGES)
def test_a_database_that_cannot_be_used_is_said_and_left_as_it_is(
    place: Place, breakage: Callable[[Path], None], command: tuple[str, ...]
) -> None:
    for _ in range(3):
        assert place.submit().code == 0
    breakage(place.home / "records.sqlite3")
    before = files(place)
    ended = place.run(*command)
    assert is_said(ended, str(place.home)), ended
    assert files(place) == before
    (place.home / "records.sqlite3").rename(place.home / "broken")  # what the hint says
    assert place.submit().verdicts.keys() == {1}


def test_a_database_that_another_holds_is_waited_for_and_then_said_to_be_locked(place: Place) -> None:
    assert place.submit().code == 0
    other = sqlite3.connect(place.home / "records.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        ended = place.submit()
        assert is_said(ended, "locked by another program"), ended
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert place.submit().verdicts.keys() == {2}
    assert len(place.records()) == 2


def write_records(path: Path, report: Report, writer: int, ready: object, queue: object) -> None:
    ready.wait()  # type: ignore[attr-defined]
    with Records(path) as records:
        queue.put([(records.add(report, f"{writer} {n}".encode()), f"{writer} {n}") for n in range(50)])  # type: ignore[attr-defined]


def test_eight_processes_write_fifty_records_each_and_all_are_there_once(
    place: Place, make_problem: Callable[..., Problem]
) -> None:
    report = judge(
        make_problem("def test_one(solution): solution.f(1)\n"),
        Submission("x.py", b"def f(x): pass\n"),
        ProcessSandbox(),
    )
    path = place.home / "records.sqlite3"
    spawning = multiprocessing.get_context("spawn")
    ready, queue = spawning.Event(), spawning.Queue()
    writers = [spawning.Process(target=write_records, args=(path, report, n, ready, queue)) for n in range(8)]
    for writer in writers:
        writer.start()
    ready.set()
    written = dict(pair for _ in writers for pair in queue.get(timeout=120))
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * 8
    with Records(path) as records:
        kept = {record.id: records.source(record.id).decode() for record in records.list()}
    assert kept == written
    assert sorted(kept) == list(range(1, 401))
    assert len(set(kept.values())) == 400


def test_judges_that_submit_at_the_same_time_each_show_a_record_of_their_own(place: Place) -> None:
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda _: place.submit(), range(12)))
    assert [one.code for one in ended] == [0] * 12
    shown = [record_id for one in ended for record_id in one.verdicts]
    assert sorted(shown) == sorted(place.records()) == list(range(1, 13))
