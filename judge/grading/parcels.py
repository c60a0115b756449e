"""What travels between the machine that grades and the workers of its cluster: bytes and JSON. Opens no connection.

out    of a problem its problem.toml and its tests, called by their digest; of a solution its source, as bytes
back   reports as JSON, read as strictly as a stored one; or why there is none

Both machines are of the trusted side. What a submission is shown is decided where it runs, as on one machine: its
container gets the source and inputs, and no part of such a parcel.
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
from judge import stored
from judge.errors import JudgeError
from judge.grading.results import Candidate, Graded
from judge.judging import Submission
from judge.problem import Problem, Runtime, load
from judge.verdict import Report

MAX_SOLUTIONS: Final = 8
"""Solutions of a piece: more of them share containers, fewer are judged again when a worker is lost."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Solutions of one author and one runtime, which may share containers: what one worker judges in one go."""

    author: str
    runtime: Runtime
    solutions: tuple[tuple[Candidate, Submission], ...]

    def singles(self) -> list[Piece]:
        """The same, each solution on its own."""
        return [Piece(self.author, self.runtime, (solution,)) for solution in self.solutions]

    def pack(self) -> bytes:
        """The problem, file and source of each."""
        packed: bytes = msgpack.packb([[one.problem, had.file, had.source] for one, had in self.solutions])
        return packed

    def key(self, problems: dict[str, str]) -> str:
        """What this work is called: the same work has the same name, and is done once.

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
    """What judging needs of a problem. Raises ProblemError."""
    files = {f"tests/{name}": data for name, data in problem.test_files().items()}
    files["problem.toml"] = (problem.folder / "problem.toml").read_bytes()
    packed: bytes = msgpack.packb([problem.id, dict(sorted(files.items()))])
    return packed


def unpack_problem(data: bytes, folder: Path) -> Problem:
    """Write a problem below `folder`, and load it. Raises ProblemError."""
    name, files = msgpack.unpackb(data)
    (folder / name / "tests").mkdir(parents=True)
    for path, contents in files.items():
        (folder / name / path).write_bytes(contents)
    return load(folder / name)


def digest(data: bytes) -> str:
    """Of a packed problem, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def pack_results(results: Sequence[Report | JudgeError]) -> str:
    """What a worker sends back."""
    return json.dumps(
        [{"fault": one.message} if isinstance(one, JudgeError) else {"report": asdict(one)} for one in results]
    )


def unpack_results(piece: Piece, text: object) -> list[Graded]:
    """The result of each solution of a piece, out of what a worker has sent. What is no report is our fault."""
    try:
        if not isinstance(text, str):
            raise TypeError("no text")
        entries = json.loads(text)
        return [
            _graded(candidate, submission, entry)
            for (candidate, submission), entry in zip(piece.solutions, entries, strict=True)
        ]
    except stored.MALFORMED:
        return faults(piece, "a worker has sent something that is no report")


def _graded(candidate: Candidate, submission: Submission, entry: dict[str, object]) -> Graded:
    if "fault" in entry:
        return Graded(candidate, fault=stored.typed("str", entry["fault"]))
    report = stored.report(entry["report"])
    if (report.problem, report.sha256, report.file) != (candidate.problem, submission.sha256, submission.file):
        raise ValueError("a report of something else")
    return Graded(candidate, report)


def faults(piece: Piece, why: str) -> list[Graded]:
    """All of a piece not judged, which is nobody's fault but ours."""
    return [Graded(candidate, fault=why) for candidate, _ in piece.solutions]


@cache
def version() -> str:
    """Of this judge: the release, and a digest of its code, since a checkout changes without a release."""
    found = hashlib.sha256()
    for package in (judge, sandbox):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            if "_problems" not in path.parts:
                found.update(f"\0{package.__name__}/{path.relative_to(root)}\0".encode() + path.read_bytes())
    return f"{judge.__version__}+{found.hexdigest()[:12]}"
