"""Makes one generation of the data in data/, through the command line of the judge that is installed, and nothing else.

    python tests/compatibility/make_data.py tests/compatibility/data/0.2
    python tests/compatibility/make_data.py --records tests/compatibility/data/0.2/records-4.sqlite3

A generation that is there already is never made again: it stays what that version wrote. Run this before the first
change to a stored format, or before a release, and write expected.json beside the data: the facts that each later
version must read, by what is handed in below and by the rules of docs/contests.md and docs/rules.md. As long as the
steps below are the same, that of the generation before holds.

`--records` makes the database of one person's practice alone: with PYTHONPATH set to the checkout of an older version,
a database as that one left it. data/0.1/records-1.sqlite3 and records-2.sqlite3 were made so, from the last commits
that wrote formats 1 and 2.

Times are given: a contest of two hours takes no two hours here. Wall clock, the clock since the computer's start and
`datetime.now` are moved before the judge is loaded, by their names in Python's library, so that no module of judge is
named here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

INPUT = Path(__file__).parent / "input"
BOOTED = datetime(2026, 10, 1, tzinfo=UTC)
NO_ENGINE = {"DOCKER_HOST": "unix:///nonexistent/docker.sock"}

CLOCKED = """
import datetime, pathlib, runpy, sys, time

wall_s, boot_s = float(sys.argv[1]), float(sys.argv[2])
sys.argv[:3] = ["judge"]
begun = time.monotonic()
clock_gettime, read_text = time.clock_gettime, pathlib.Path.read_text

class Moved(datetime.datetime):
    __slots__ = ()

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

def clock(which):
    return boot_s + time.monotonic() - begun if which == time.CLOCK_BOOTTIME else clock_gettime(which)

def text(path, *arguments, **options):
    if str(path) == "/proc/sys/kernel/random/boot_id":
        return "00000000-0000-4000-8000-000000000001"
    return read_text(path, *arguments, **options)

time.time = lambda: wall_s + time.monotonic() - begun
time.clock_gettime = clock
datetime.datetime = Moved
pathlib.Path.read_text = text
runpy.run_module("judge", run_name="__main__")
"""
"""Runs the judge with clocks that go on from the given seconds: python -c CLOCKED WALL_S BOOT_S ARGUMENT..."""


@dataclass
class Person:
    """Somebody with records and a working folder of their own, at a time that `at` sets."""

    home: Path
    folder: Path
    now: datetime = BOOTED

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        shutil.copytree(INPUT / "contests", self.folder / "contests")

    def at(self, day: str, minutes: float = 0) -> None:
        """Set the clocks: so many minutes after `2026-11-01 10:00`."""
        self.now = datetime.fromisoformat(f"{day}:00+00:00") + timedelta(minutes=minutes)

    def judge(
        self, *arguments: str | Path, codes: Iterable[int] = (0,), problems: Path | None = None, **variables: str
    ) -> str:
        """Run a command line. Gives its standard output."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("JUDGE_", "GITHUB_"))}
        environment = {
            **clean,
            "JUDGE_HOME": str(self.home),
            "JUDGE_PROBLEMS": str(problems or INPUT / "problems"),
            "JUDGE_SANDBOX": "process",
            "TZ": "UTC",
            **variables,
        }
        boot_s = (self.now - BOOTED).total_seconds() + 5000
        clocks = [str(self.now.timestamp()), str(boot_s)]
        ran = subprocess.run(
            [sys.executable, "-P", "-c", CLOCKED, *clocks, *map(str, arguments)],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode not in codes:
            raise SystemExit(f"judge {' '.join(map(str, arguments))}: {ran.returncode}\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def write(self, problem: str, solution: str) -> None:
        """Put a solution where one's own is kept."""
        target = self.folder / "solutions" / f"{problem}.py"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(INPUT / "solutions" / problem / f"{solution}.py", target)

    def submit(self, problem: str, solution: str) -> str:
        """Hand in outside of any contest. Gives the report as JSON."""
        self.write(problem, solution)
        return self.judge("submit", problem, "--format", "json", codes=(0, 1))

    def play(self, start: str, *steps: str) -> None:
        """Go through a contest: lines of a minute of wall time and what is done then.

        12 submit A addition/accepted     any other line is a command of judge: 25 hint A
        """
        for step in steps:
            minute, *words = step.split()
            # in the middle of the minute: how long the judge takes to begin is not to decide which one it is
            self.at(start, float(minute) + 0.5 if words[:2] != ["contest", "start"] else 0)
            if words[0] == "submit":
                source = INPUT / "solutions" / f"{words[2]}.py"
                self.judge("contest", "submit", words[1], source, *words[3:], codes=(0, 1))
            elif words[0] == "receive":  # where nothing can judge, as when the judge is killed then
                source = INPUT / "solutions" / f"{words[2]}.py"
                self.judge("contest", "submit", words[1], source, "--sandbox", "docker", codes=(4,), **NO_ENGINE)
            else:
                self.judge(*words)


def practise(ann: Person) -> dict[str, str]:
    """Some weeks of one person. Gives two reports by the names of their files."""
    ann.at("2026-10-05 09:00")
    ann.judge("start", "addition")
    ann.at("2026-10-05 09:05")
    reports = {"report-wrong.json": ann.submit("addition", "wrong_answer")}
    ann.judge("hint", "addition")
    ann.judge("hint", "addition")
    ann.at("2026-10-05 09:10")
    ann.submit("addition", "compile_error")
    ann.at("2026-10-05 09:12")
    ann.submit("addition", "accepted")
    ann.at("2026-10-05 09:15")
    ann.judge("reset", "addition")
    for minute, solution in enumerate(["run_time_error", "time_limit", "memory_limit", "forbidden", "wrong_answer"]):
        ann.at("2026-10-06 20:00", minute)
        ann.submit("largest", solution)
    ann.at("2026-10-07 08:00")
    ann.judge("hint", "largest")
    ann.at("2026-10-07 08:05")
    ann.submit("largest", "accepted")
    ann.at("2026-10-20 12:00")
    reports["report-accepted.json"] = ann.submit("addition", "accepted_again")
    ann.judge("start", "turned")
    return reports


REHEARSAL = ("rehearsal", "--minutes=60", "--points=100,150,50", "--title=Rehearsal 彩排")
POINTS = ("points", "--minutes=60", "--scoring=ioi")
WEEK = ("week", "--minutes=90", "--scoring=leetcode", "--points=100,200,300")
GIVEN_UP = ("given_up", "--minutes=45", "--no-hints")
SUNDAY = ("sunday", "--minutes=120", "--scoring=icpc", "--freeze=30", "--title=Sunday contest")


def compete(folder: Path, ann: Person) -> None:
    """A contest by each rule, one given up, one of several people; one that runs, one that is paused."""
    ann.at("2026-11-01 09:00")
    for name, *options in (REHEARSAL, POINTS, WEEK, GIVEN_UP, SUNDAY):
        ann.judge("contest", "new", name, "--problems", "addition,largest,turned", *options)
    shutil.copytree(ann.folder / "contests", folder / "contests")

    ann.play(
        "2026-11-01 10:00",
        "0 contest start rehearsal --as Ann --extra-time 5",
        "9 submit A addition/wrong_answer",
        "15 submit A addition/accepted",
        "20 submit B addition/compile_error",
        "25 hint B",
        "27 contest pause",
        "33 contest resume",
        "39 submit B largest/accepted",
        "50 submit C turned/wrong_answer",
        "60 submit C turned/time_limit",
        "80 contest status",
        "90 submit C turned/accepted --run 1",
    )
    ann.play(
        "2026-11-08 10:00",
        "0 contest start points --as Ann",
        "10 submit A addition/wrong_answer",
        "20 submit B largest/wrong_answer",
        "30 submit A addition/output_limit",
        "40 submit A addition/accepted",
        "50 contest finish",
    )
    changed = ann.folder.parent / "changed"
    shutil.copytree(INPUT / "problems", changed)
    test = changed / "largest" / "tests" / "test_hidden.py"
    test.write_text(test.read_text(encoding="utf-8").replace("== -2", "in {-2, 9}"), encoding="utf-8")
    ann.at("2026-11-08 12:00")
    ann.judge("contest", "rejudge", "2", "--apply", problems=changed)
    ann.play(
        "2026-11-09 10:00",
        "0 contest start week --as Ann",
        "12 submit A addition/wrong_answer",
        "30 submit A addition/accepted",
        "45 submit B largest/wrong_answer",
        "62 submit C turned/accepted",
        "70 contest finish",
    )
    ann.play(
        "2026-11-10 10:00",
        "0 contest start given_up --as Ann",
        "5 submit A addition/wrong_answer",
        "10 contest abort",
    )
    ann.play(
        "2026-11-15 14:00",
        "0 contest start sunday --as Ann",
        "12 submit A addition/wrong_answer",
        "30 submit A addition/accepted",
        "45 submit B largest/wrong_answer",
        "61 submit B addition/compile_error",
        "62 submit B largest/accepted",
        "100 submit C turned/wrong_answer",
        "118 contest finish",
    )
    exported = folder / "exported"
    exported.mkdir()
    ben = guest(folder, ann, "ben")
    ben.play(
        "2026-11-15 14:00",
        "0 contest start sunday --as Ben",
        "20 submit A addition/accepted",
        "95 submit C turned/accepted",
        "110 contest finish",
        f"115 contest export --sources --output {exported / 'ben.jsonl'}",
    )
    chen = guest(folder, ann, "chen")
    chen.play(
        "2026-11-15 15:00",
        "0 contest start sunday --as 陈",
        "5 submit B largest/time_limit",
        "50 submit B largest/accepted",
        "60 contest finish",
        f"65 contest export --output {exported / 'chen.jsonl'}",
    )
    ann.at("2026-11-15 18:00")
    for name in ("ben", "chen"):
        ann.judge("contest", "import", exported / f"{name}.jsonl")
    dan = guest(folder, ann, "running")
    dan.play(
        "2026-11-16 14:00",
        f"0 contest start sunday --as Dan --ghost {exported / 'ben.jsonl'}",
        "10 submit A addition/accepted",
        "15 receive B largest/accepted",
    )
    eve = guest(folder, ann, "paused")
    eve.play(
        "2026-11-16 14:00",
        "0 contest start rehearsal --as Eve",
        "5 submit A addition/accepted",
        "8 hint B",
        "20 contest pause",
    )


def guest(folder: Path, ann: Person, name: str) -> Person:
    """Somebody who has Ann's contests. Those of `running` and `paused` leave their home to the data."""
    kept = name in {"running", "paused"}
    person = Person(folder / f"home-{name}" if kept else ann.folder.parent / f"home-{name}", ann.folder.parent / name)
    shutil.copytree(folder / "contests", person.folder / "contests", dirs_exist_ok=True)
    return person


SOLUTIONS = {
    "ann": {"addition": "accepted", "largest": "accepted", "turned": "accepted"},
    "ben": {"addition": "accepted_again", "largest": "wrong_answer", "turned": "accepted"},
    "dan": {"addition": "compile_error"},
}
RULES = ("--rules", INPUT / "judge.toml", "--attempts", INPUT / "attempts.json", "--received-at=2026-11-22T08:00:00Z")


def grade(folder: Path, teacher: Person) -> None:
    """A class: all of it by the rules, and in two parts."""
    graded = folder / "graded"
    graded.mkdir()
    for author, problems in SOLUTIONS.items():
        for problem, solution in problems.items():
            target = graded / "solutions" / author / f"{problem}.py"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(INPUT / "solutions" / problem / f"{solution}.py", target)
    (graded / "solutions" / "dan" / "readme.txt").write_text("Not a solution.\n", encoding="utf-8")
    shutil.copytree(graded / "solutions", teacher.folder / "solutions")
    teacher.at("2026-11-22 09:00")
    state = ("--state", graded / "results.jsonl")
    teacher.judge("grade", *state, *RULES, "--alike", f"--format=json={graded / 'whole.json'}", codes=(1,))
    for part in ("1", "2"):
        written = f"--format=json={graded / f'part-{part}.json'}"
        teacher.judge("grade", f"--shard={part}/2", "--state=part.jsonl", written, codes=(0, 1))
    shutil.copyfile(teacher.home / "grading.key", graded / "grading.key")


def write_out(folder: Path, ann: Person) -> None:
    """What programs read: boards, statistics, what is next, contest packages."""
    ann.at("2026-11-20 10:00")
    documents = {
        "stats.json": ("stats", "--format=json"),
        "next.json": ("next", "--format=json"),
        "board-frozen.json": ("contest", "board", "5", "6", "7", "--format=json"),
        "board-final.json": ("contest", "board", "5", "6", "7", "--unfreeze", "--format=json"),
    }
    for name, arguments in documents.items():
        (folder / name).write_text(ann.judge(*arguments), encoding="utf-8")
    for version in ("2023-06", "2026-01"):
        options = ("--format=clics", f"--clics={version}", "--sources", "--output")
        ann.judge("contest", "export", "5", "6", "7", *options, folder / f"clics-{version}.zip")


def make(folder: Path, scratch: Path) -> None:
    """All of a generation."""
    folder.mkdir(parents=True)
    ann = Person(folder / "home", scratch / "ann")
    for name, report in practise(ann).items():
        (folder / name).write_text(report, encoding="utf-8")
    compete(folder, ann)
    grade(folder, Person(scratch / "home-teacher", scratch / "teacher"))
    write_out(folder, ann)
    for lock in folder.rglob("*lock"):
        lock.unlink()
    for name in ("running", "paused"):  # for the size's sake: there is nothing in them that Ann's have not
        (folder / f"home-{name}" / "records.sqlite3").unlink()


def make_records(file: Path, scratch: Path) -> None:
    """The database of one person's practice alone."""
    ann = Person(scratch / "home", scratch / "ann")
    practise(ann)
    shutil.copyfile(ann.home / "records.sqlite3", file)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a generation of the data of an installed judge.")
    parser.add_argument("--records", action="store_true", help="only a database, at the path that is given")
    parser.add_argument("path", type=Path, help="a new folder below data/; with --records a new file")
    chosen = parser.parse_args()
    path: Path = chosen.path.absolute()
    if path.exists():
        raise SystemExit(f"{chosen.path} is there already, and stays what it is")
    with tempfile.TemporaryDirectory(prefix="judge-compatibility-") as scratch:
        (make_records if chosen.records else make)(path, Path(scratch))


if __name__ == "__main__":
    main()
