"""What travels between the machine that grades and the workers of its cluster: bytes and JSON. Opens no connection.

out    problem.toml and tests of a problem, named by their digest; the source of a solution, as bytes
back   reports as JSON, read as strictly as stored ones; or why there is no report

Both machines belong to the trusted side. A submission sees the same as on one machine: its container gets the source
and inputs, and nothing else of what travels.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgpack

import judge
import sandbox
from judge import stored_json
from judge.errors import JudgeError
from judge.grading.results import Candidate, Graded
from judge.problem import Problem, Runtime, load
from judge.submission import Submission
from judge.verdict import Report

MAX_SOLUTIONS: Final = 8
"""Solutions of a piece: with more, more share containers; with fewer, fewer are judged again when a worker is lost."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Solutions of one author and one runtime, which one worker judges together, in shared containers."""

    author: str
    runtime: Runtime
    solutions: tuple[tuple[Candidate, Submission], ...]

    def singles(self) -> list[Piece]:
        """The same, each solution on its own."""
        return [Piece(self.author, self.runtime, (solution,)) for solution in self.solutions]

    def pack(self) -> bytes:
        """The problem, file and source of each."""
        packed: bytes = msgpack.packb(
            [[one.problem, submission.file, submission.source] for one, submission in self.solutions]
        )
        return packed

    def key(self, problems: dict[str, str]) -> str:
        """The name of this work: the same work has the same name and is done once.

        Args:
            problems: the digest of each problem by its id.
        """
        names = [self.author, *(problems[candidate.problem] for candidate, _ in self.solutions)]
        digest = hashlib.sha256(json.dumps([version(), names]).encode() + self.pack())
        return f"judge-{digest.hexdigest()}"


def unpack_solutions(data: bytes) -> list[tuple[str, Submission]]:
    """The problem and the submission of each solution of a piece."""
    return [(problem, Submission(file, source)) for problem, file, source in msgpack.unpackb(data)]


def pack_problem(problem: Problem) -> bytes:
    """The files of a problem that judging needs. Raises ProblemError."""
    files = {f"tests/{name}": data for name, data in problem.test_files().items()}
    files["problem.toml"] = (problem.folder / "problem.toml").read_bytes()
    packed: bytes = msgpack.packb([problem.id, dict(sorted(files.items()))])
    return packed


def unpack_problem(data: bytes, folder: Path) -> Problem:
    """Write a problem below `folder` and load it. Raises ProblemError."""
    name, files = msgpack.unpackb(data)
    (folder / name / "tests").mkdir(parents=True)
    for path, contents in files.items():
        (folder / name / path).write_bytes(contents)
    return load(folder / name)


def digest(data: bytes) -> str:
    """The digest of a packed problem, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def pack_results(results: Sequence[Report | JudgeError]) -> str:
    """What a worker sends back."""
    return json.dumps(
        [{"fault": one.message} if isinstance(one, JudgeError) else {"report": asdict(one)} for one in results]
    )


def unpack_results(piece: Piece, text: object) -> list[Graded]:
    """The result of each solution of a piece, from what a worker has sent. Malformed text is a judge error."""
    try:
        if not isinstance(text, str):
            raise TypeError("not text")
        entries = json.loads(text)
        return [
            _graded(candidate, submission, entry)
            for (candidate, submission), entry in zip(piece.solutions, entries, strict=True)
        ]
    except stored_json.MALFORMED:
        return faults(piece, "a worker sent a malformed report")


def _graded(candidate: Candidate, submission: Submission, entry: dict[str, object]) -> Graded:
    if "fault" in entry:
        return Graded(candidate, fault=stored_json.checked("str", entry["fault"]))
    report = stored_json.build_report(entry["report"])
    if (report.problem, report.sha256, report.file) != (candidate.problem, submission.sha256, submission.file):
        raise ValueError("a report for something else")
    return Graded(candidate, report)


def faults(piece: Piece, why: str) -> list[Graded]:
    """The results of a piece that was not judged: judge errors."""
    return [Graded(candidate, fault=why) for candidate, _ in piece.solutions]


@cache
def version() -> str:
    """The version of this judge: its release and a digest of its code, since a checkout changes between releases."""
    code = hashlib.sha256()
    for package in (judge, sandbox):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            if "_problems" not in path.parts:
                code.update(f"\0{package.__name__}/{path.relative_to(root)}\0".encode() + path.read_bytes())
    return f"{judge.__version__}+{code.hexdigest()[:12]}"
