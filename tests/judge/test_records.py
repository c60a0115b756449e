"""Records: nothing is lost, whatever the disk, another process or another version does."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import judge
from judge.errors import UsageError
from judge.records import Kind, Records, Status
from judge.sandbox_kind import SandboxKind
from judge.submission import Submission
from judge.verdict import Report, SandboxInfo, TestResult, Verdict


def a_report(problem: str = "addition", verdict: Verdict = Verdict.WRONG_ANSWER, source: bytes = b"x") -> Report:
    return Report(
        problem=problem,
        file="solutions/\udcff.py",
        sha256=hashlib.sha256(source).hexdigest(),
        verdict=verdict,
        sandbox=SandboxInfo(SandboxKind.DOCKER, "judge:1", warm=True),
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


def test_solved_stays_solved_and_a_judge_error_is_not_a_try(path: Path) -> None:
    with Records(path) as records:
        records.add(a_report("solved", Verdict.ACCEPTED), b"")
        records.add(a_report("solved", Verdict.WRONG_ANSWER), b"")
        records.add(a_report("tried", Verdict.TIME_LIMIT), b"")
        records.add(a_report("broken", Verdict.JUDGE_ERROR), b"")
        assert records.status_by_problem() == {"solved": Status.SOLVED, "tried": Status.TRIED}


def test_a_name_that_is_not_unicode_is_found_like_any_other(path: Path) -> None:
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


def test_an_unknown_record_number_is_a_usage_error(path: Path) -> None:
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


def test_several_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    code = """
import sys
from pathlib import Path
from judge.submission import Submission
from judge.records import Records
for n in range(10):  # opened anew each time: the first ones race to make the database
    with Records(Path(sys.argv[1])) as records:
        print(records.add_reset("p", Submission("f", f"{sys.argv[2]}-{n}".encode())))
        records.mark_hint_seen("p", int(sys.argv[2]) * 10 + n)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(judge.__file__).parents[1])}
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
from judge.submission import Submission
from judge.records import Records
records = Records(Path(sys.argv[1])).__enter__()
records.add_reset("p", Submission("f", b"finished"))
records._database.connection.execute("BEGIN IMMEDIATE")
records._database.connection.execute("UPDATE submissions SET source = x'00'")
os.kill(os.getpid(), 9)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(judge.__file__).parents[1])}
    killed = subprocess.run([sys.executable, "-c", code, str(path)], env=environment, check=False)
    assert killed.returncode == -9
    with Records(path) as records:
        assert records.source(1) == b"finished"
