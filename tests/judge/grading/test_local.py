"""Many solutions of many authors on one machine: who gets which container."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from judge.grading import local
from judge.grading.results import Candidate
from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandboxes import Channel
from judge.sandboxes.process import ProcessSandbox
from judge.sandboxes.reuse import MAX_GRADERS, ReusingSandbox
from judge.submission import Submission
from judge.verdict import Verdict
from tests.support.problem_files import write_problem

TESTS = "def test_it(solution):\n    assert solution.f() == 1\n"


class Watched:
    """A plain process sandbox that remembers which channel did what, and what became of it."""

    def __init__(self) -> None:
        self._sandbox = ProcessSandbox()
        self.info = self._sandbox.info
        self.workers: list[Channel] = []
        self.graders: list[Channel] = []
        self.given_back: list[Channel] = []
        self.alive: list[int] = []
        self.loads: dict[int, list[bytes]] = defaultdict(list)

    def open_worker(self, runtime: Runtime, memory_mb: int) -> Channel:
        channel = self._sandbox.open_worker(runtime, memory_mb)
        self.workers.append(channel)
        sent = channel.write

        def write(data: bytes, deadline: float) -> None:
            self.loads[id(channel)].append(data)
            sent(data, deadline)

        channel.write = write  # type: ignore[method-assign]
        return channel

    def open_grader(self, runtime: Runtime, tests: str) -> Channel:
        self.graders.append(self._sandbox.open_grader(runtime, tests))
        self.alive.append(len([one for one in self.graders if one not in self.given_back]))
        return self.graders[-1]

    def give_back(self, channel: Channel) -> None:
        self.given_back.append(channel)
        self._sandbox.give_back(channel)


def candidates(folder: Path, problems: dict[str, Problem], authors: list[str]) -> list[Candidate]:
    found = []
    for author in authors:
        for name in problems:
            path = folder / author / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"def f():\n    return 1  # of {author}\n")
            found.append(Candidate(author, name, path))
    return found


def test_a_grader_serves_all_authors_and_one_problem_a_worker_one_author(tmp_path: Path) -> None:
    problems = {name: write_problem(tmp_path / "problems" / name, f"{TESTS}# {name}\n") for name in ("one", "two")}
    authors = ["alice", "bob", "carol"]
    sandbox = Watched()
    found = candidates(tmp_path / "solutions", problems, authors)
    results = list(local.grade(found, problems.__getitem__, lambda _: sandbox, 1))
    assert [graded.accepted for graded in results] == [True] * 6
    assert (len(sandbox.graders), len(sandbox.workers)) == (2, 3)
    for worker in sandbox.workers:
        sent = b"".join(sandbox.loads[id(worker)])
        assert sum(f"# of {author}".encode() in sent for author in authors) == 1
    assert {id(one) for one in sandbox.given_back} == {id(one) for one in (*sandbox.graders, *sandbox.workers)}


def test_of_many_problems_few_graders_wait_and_none_is_started_twice(tmp_path: Path) -> None:
    problems = {
        name: write_problem(tmp_path / "problems" / name, f"{TESTS}# {name}\n")
        for name in (f"p{number}" for number in range(MAX_GRADERS + 1))
    }
    sandbox = Watched()
    found = candidates(tmp_path / "solutions", problems, ["alice", "bob"])
    results = list(local.grade(found, problems.__getitem__, lambda _: sandbox, 1))
    assert sorted(graded.candidate for graded in results) == sorted(found)
    assert len(sandbox.graders) == len(problems)
    assert max(sandbox.alive) <= MAX_GRADERS


def test_a_grader_that_has_ended_between_two_authors_is_replaced(tmp_path: Path) -> None:
    problem = write_problem(tmp_path / "problems" / "one", TESTS)
    sandbox = Watched()
    with ReusingSandbox(sandbox, workers=False) as sharing:
        for author in ("alice", "bob"):
            assert judge(problem, Submission(author, b"def f(): return 1"), sharing).verdict is Verdict.ACCEPTED
            sandbox.graders[-1].abort()
    assert len(sandbox.graders) == 2


def test_a_pointer_of_git_lfs_is_refused_and_not_judged(tmp_path: Path) -> None:
    problem = write_problem(tmp_path / "problems" / "one", TESTS)
    path = tmp_path / "one.py"
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    (graded,) = local.grade([Candidate("", "one", path)], lambda _: problem, lambda _: Watched(), 1)
    assert "a Git LFS pointer" in graded.refused
