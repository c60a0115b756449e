"""What decides a result, as digests: two results under one mark are the same result. Judges nothing, keeps nothing."""

from __future__ import annotations

import hashlib
import json

from judge import __version__
from judge.grading.results import Candidate
from judge.judging import Selection
from judge.problem import Problem
from judge.verdict import SandboxInfo


def digest_of(problem: Problem) -> str:
    """A digest of all of a problem that decides a verdict: tests, limits, entries, runtime. Raises ProblemError."""
    told = (problem.id, problem.limits, problem.entry, problem.runtime, problem.forbidden)
    digest = hashlib.sha256(repr(told).encode())
    for name, content in problem.test_files().items():
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def mark_of(candidate: Candidate, sha256: str, problem: str, selection: Selection, sandbox: SandboxInfo) -> str:
    """What a result is kept under: it is the same as long as all is that decides it.

    Args:
        candidate: whose, and where.
        sha256: of its source.
        problem: the problem's digest.
        selection: which tests were run, and how.
        sandbox: where; the tag of its image is a digest of all of ours that runs in it.
    """
    told = [__version__, candidate.author, str(candidate.path), sha256, problem, sandbox.kind, sandbox.image]
    return hashlib.sha256(json.dumps([*told, repr(selection)]).encode()).hexdigest()
