"""Records: nothing is lost, whatever the disk, another process or another version does."""

import hashlib
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from judge import records as records_module
from judge.errors import StorageError, UsageError
from judge.judging import Submission
from judge.records import HintShown, Kind, Records, Status
from judge.verdict import Report, SandboxInfo, TestResult, Verdict


def a_report(problem: str = "addition", verdict: Verdict = Verdict.WRONG_ANSWER, source: bytes = b"x") -> Report:
    return Report(
        problem=problem,
        file="solutions/\udcff.py",
        sha256=hashlib.sha256(source).hexdigest(),
        verdict=verdict,
        sandbox=SandboxInfo("docker", "judge:1", warm=True),
        started_at="2026-11-23T17:00:00Z",
        wall_s=0.5,
        total=2,
        tests=(
            TestResult("test_a", "sample", Verdict.ACCEPTED, 0.25, 1.5),
            TestResult("test_b", "hidden", verdict, message="why \ud800", detail="f(1)", output="out"),
        ),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "records.sqlite3"


def test_a_record_is_there_for_the_next_program(path: Path) -> None:
    report = a_report()
    with Records(path) as records:
        record_id = records.add(report, b"source \x00 \xff")
    with Records(path) as records:
        record = records.get(record_id)
        assert (record.problem, record.verdict, record.passed, record.total) == ("addition", "WA", 1, 2)
        assert (record.kind, record.score, record.time_s, record.sandbox) == (Kind.SUBMIT, 0.5, 0.25, "docker")
        assert records.source(record_id) == b"source \x00 \xff"
        assert records.report(record_id) == report


def test_the_list_is_newest_first_and_of_one_problem_where_asked(path: Path) -> None:
    with Records(path) as records:
        for problem in ("a", "b", "a"):
            records.add(a_report(problem), b"")
        assert [record.id for record in records.list()] == [3, 2, 1]
        assert [record.id for record in records.list("a")] == [3, 1]
        assert [record.id for record in records.list(limit=1)] == [3]


def test_solved_stays_solved_and_a_judge_error_is_no_attempt(path: Path) -> None:
    with Records(path) as records:
        records.add(a_report("solved", Verdict.ACCEPTED), b"")
        records.add(a_report("solved", Verdict.WRONG_ANSWER), b"")
        records.add(a_report("tried", Verdict.TIME_LIMIT), b"")
        records.add(a_report("broken", Verdict.JUDGE_ERROR), b"")
        assert records.status_by_problem() == {"solved": Status.SOLVED, "tried": Status.TRIED}


def test_a_name_that_is_no_unicode_is_looked_for_like_any_other(path: Path) -> None:
    with Records(path) as records:
        assert records.list("\udcff") == ()
        assert records.find_same("\udcff", "ab") is None


def test_the_very_same_source_is_found_again(path: Path) -> None:
    with Records(path) as records:
        report = a_report()
        assert records.find_same("addition", report.sha256) is None
        records.add(report, b"x")
        found = records.find_same("addition", report.sha256)
        assert found is not None
        assert found.id == 1
        assert records.find_same("other", report.sha256) is None


def test_a_reset_keeps_its_source_and_has_no_report(path: Path) -> None:
    with Records(path) as records:
        record_id = records.add_reset("addition", Submission("solutions/addition.py", b"mine"))
        record = records.get(record_id)
        assert (record.kind, record.verdict) == (Kind.RESET, None)
        assert records.source(record_id) == b"mine"
        assert records.report(record_id) is None
        assert records.find_same("addition", record.sha256) is None
        assert records.status_by_problem() == {"addition": Status.TRIED}


def test_a_number_that_is_no_record_is_a_usage_error(path: Path) -> None:
    with Records(path) as records:
        for number in (0, 1, -1, 1 << 70):
            with pytest.raises(UsageError, match="there is no submission"):
                records.get(number)


def test_the_current_problem_and_the_hints_seen_are_kept(path: Path) -> None:
    with Records(path) as records:
        assert records.current_problem is None
        records.current_problem = "addition"
        records.mark_hint_seen("addition", 3)
        records.mark_hint_seen("addition", 1)
    with Records(path) as records:
        assert records.current_problem == "addition"
        assert records.hints_seen("addition") == {1, 3}
        assert records.hints_seen("other") == frozenset()


def test_a_commit_is_synced_to_the_disk_and_readers_do_not_wait(path: Path) -> None:
    with Records(path) as records:
        database = records._database
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_several_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    code = """
import sys
from pathlib import Path
from judge.judging import Submission
from judge.records import Records
for n in range(10):  # opened anew each time: the first ones race to make the database
    with Records(Path(sys.argv[1])) as records:
        print(records.add_reset("p", Submission("f", f"{sys.argv[2]}-{n}".encode())))
        records.mark_hint_seen("p", int(sys.argv[2]) * 10 + n)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(records_module.__file__).parents[1])}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), str(number)], stdout=subprocess.PIPE, text=True, env=environment
        )
        for number in range(4)
    ]
    ids = [line for writer in writers for line in writer.communicate()[0].split()]
    assert [writer.returncode for writer in writers] == [0] * 4
    assert sorted(map(int, ids)) == list(range(1, 41))
    with Records(path) as records:
        assert len({records.source(record.id) for record in records.list()}) == 40
        assert len(records.hints_seen("p")) == 40


def test_a_killed_writer_leaves_whole_records_only(path: Path) -> None:
    code = """
import os, sys
from pathlib import Path
from judge.judging import Submission
from judge.records import Records
records = Records(Path(sys.argv[1])).__enter__()
records.add_reset("p", Submission("f", b"finished"))
records._database.execute("BEGIN IMMEDIATE")
records._database.execute("UPDATE submissions SET source = x'00'")
os.kill(os.getpid(), 9)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(records_module.__file__).parents[1])}
    killed = subprocess.run([sys.executable, "-c", code, str(path)], env=environment, check=False)
    assert killed.returncode == -9
    with Records(path) as records:
        assert records.source(1) == b"finished"


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
        records.add(a_report(), b"kept")
    migrate = (lambda database: database.execute("ALTER TABLE submissions ADD COLUMN note TEXT"),)
    monkeypatch.setattr(records_module, "MIGRATIONS", records_module.MIGRATIONS + migrate)
    with Records(path) as records:
        assert records.source(1) == b"kept"
        assert records._rows("SELECT note FROM submissions") == ((None,),)


def test_hints_seen_before_their_times_were_kept_are_still_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        older = records_module.MIGRATIONS[: records_module.MIGRATIONS.index(records_module._keep_times_of_hints)]
        patch.setattr(records_module, "MIGRATIONS", older)
        with Records(path) as records:
            records._database.execute("INSERT INTO state VALUES ('hints_seen:a', '[1, 3]'), ('hints_seen:b', 'x')")
    with Records(path) as records:
        assert records.hints() == (HintShown("a", 1, ""), HintShown("a", 3, ""))
        records.mark_hint_seen("a", 2)
        assert records.hints_seen("a") == {1, 2, 3}
        assert records.hints()[-1].shown_at.endswith("Z")
        assert records.hints_seen("b") == frozenset()


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Records(path) as records:
        records.add(a_report(), b"kept")

    def fail(database: sqlite3.Connection) -> None:
        database.execute("DROP TABLE submissions")
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(records_module, "MIGRATIONS", (*records_module.MIGRATIONS, fail))
        with pytest.raises(RuntimeError):
            Records(path)
    with Records(path) as records:
        assert records.source(1) == b"kept"


def test_a_file_that_is_no_database_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"certainly not a database " * 100)
    with pytest.raises(StorageError, match="is not a database"):
        Records(path)
    assert path.read_bytes() == b"certainly not a database " * 100


def test_a_damaged_database_is_said_to_be(path: Path) -> None:
    with Records(path) as records:
        for _ in range(50):
            records.add(a_report(), b"y" * 1000)
    raw = bytearray(path.read_bytes())
    raw[4096 : 4096 * 4] = b"\xff" * (4096 * 3)
    path.write_bytes(raw)
    with pytest.raises(StorageError, match="is damaged"), Records(path) as records:
        records.list()


def test_a_lock_that_is_not_given_up_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records_module, "BUSY_S", 0.1)
    with Records(path) as records:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked by another program"):
            records.add(a_report(), b"")
        other.execute("ROLLBACK")
        other.close()
        assert records.add(a_report(), b"") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(StorageError, match="cannot be opened"):
        Records(path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be made") as caught:
        Records(tmp_path / "file" / "home" / "records.sqlite3")
    assert "JUDGE_HOME" in caught.value.hint


def test_a_full_disk_loses_no_earlier_record(path: Path) -> None:
    with Records(path) as records:
        records.add(a_report(), b"kept")
        pages = records._database.execute("PRAGMA page_count").fetchone()[0]
        records._database.execute(f"PRAGMA max_page_count = {pages + 1}")  # what SQLite says of a full disk too
        with pytest.raises(StorageError, match="the disk is full"):
            records.add(a_report(), b"z" * 200_000)
    with Records(path) as records:
        assert [record.id for record in records.list()] == [1]
        assert records.source(1) == b"kept"
