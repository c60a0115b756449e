"""The file of the records: nothing is lost, whatever the disk, another process or another version does."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from judge import database as database_module
from judge import migrations
from judge.errors import StorageError
from judge.records import HintShown, Records
from tests.support.boundaries import GOOD_REPORT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "records.sqlite3"


def test_a_commit_is_synced_to_the_disk_and_readers_do_not_wait(path: Path) -> None:
    with Records(path) as records:
        database = records._database.connection
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_a_database_of_a_newer_program_is_left_alone(path: Path) -> None:
    Records(path).__exit__(None, None, None)
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StorageError, match="newer version of judge") as caught:
        Records(path)
    assert "Upgrade judge" in caught.value.hint


def test_an_older_database_is_migrated_with_its_records(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Records(path) as records:
        records.add(GOOD_REPORT, b"kept")
    migrate = (lambda database: database.execute("ALTER TABLE submissions ADD COLUMN note TEXT"),)
    monkeypatch.setattr(database_module, "MIGRATIONS", migrations.MIGRATIONS + migrate)
    with Records(path) as records:
        assert records.source(1) == b"kept"
        assert records._database.rows("SELECT note FROM submissions") == ((None,),)


def test_hints_seen_before_their_times_were_kept_are_still_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        older = migrations.MIGRATIONS[: migrations.MIGRATIONS.index(migrations.add_hint_times)]
        patch.setattr(database_module, "MIGRATIONS", older)
        with Records(path) as records:
            records._database.connection.execute(
                "INSERT INTO state VALUES ('hints_seen:a', '[1, 3]'), ('hints_seen:b', 'x')"
            )
    with Records(path) as records:
        assert records.hints() == (HintShown("a", 1, ""), HintShown("a", 3, ""))
        records.mark_hint_seen("a", 2)
        assert records.hints_seen("a") == {1, 2, 3}
        assert records.hints()[-1].shown_at.endswith("Z")
        assert records.hints_seen("b") == frozenset()


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Records(path) as records:
        records.add(GOOD_REPORT, b"kept")

    def fail(database: sqlite3.Connection) -> None:
        database.execute("DROP TABLE submissions")
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(database_module, "MIGRATIONS", (*migrations.MIGRATIONS, fail))
        with pytest.raises(RuntimeError):
            Records(path)
    with Records(path) as records:
        assert records.source(1) == b"kept"


def test_a_file_that_is_not_a_database_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"certainly not a database " * 100)
    with pytest.raises(StorageError, match="is not a database"):
        Records(path)
    assert path.read_bytes() == b"certainly not a database " * 100


def test_a_damaged_database_is_reported(path: Path) -> None:
    with Records(path) as records:
        for _ in range(50):
            records.add(GOOD_REPORT, b"y" * 1000)
    raw = bytearray(path.read_bytes())
    raw[4096 : 4096 * 4] = b"\xff" * (4096 * 3)
    path.write_bytes(raw)
    with pytest.raises(StorageError, match="is damaged"), Records(path) as records:
        records.list()


def test_a_lock_that_is_never_released_is_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_S", 0.1)
    with Records(path) as records:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked by another program"):
            records.add(GOOD_REPORT, b"")
        other.execute("ROLLBACK")
        other.close()
        assert records.add(GOOD_REPORT, b"") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_write_permission_is_reported(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(StorageError, match="cannot be opened"):
        Records(path)


def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be used") as caught:
        Records(tmp_path / "file" / "home" / "records.sqlite3")
    assert "JUDGE_HOME" in caught.value.hint


def test_a_full_disk_loses_no_earlier_record(path: Path) -> None:
    with Records(path) as records:
        records.add(GOOD_REPORT, b"kept")
        pages = records._database.connection.execute("PRAGMA page_count").fetchone()[0]
        records._database.connection.execute(
            f"PRAGMA max_page_count = {pages + 1}"
        )  # what SQLite says of a full disk too
        with pytest.raises(StorageError, match="the disk is full"):
            records.add(GOOD_REPORT, b"z" * 200_000)
    with Records(path) as records:
        assert [record.id for record in records.list()] == [1]
        assert records.source(1) == b"kept"
