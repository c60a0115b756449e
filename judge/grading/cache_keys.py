"""Digests of everything that decides a result: two results with the same key are the same result. Stores nothing.

What is hashed is spelled out here, field by field, so that no change to how a class prints itself changes a key.
"""

from __future__ import annotations

import hashlib
import json

from judge import __version__
from judge.grading.results import Candidate
from judge.problem import Problem
from judge.submission import Selection
from judge.verdict import SandboxInfo


def problem_digest(problem: Problem) -> str:
    """A digest of all of a problem that decides a verdict: tests, limits, entries, runtime. Raises ProblemError."""
    limits = f"Limits(time_s={problem.limits.time_s!r}, memory_mb={problem.limits.memory_mb!r})"
    runtime = f"<Runtime.{problem.runtime.upper()}: '{problem.runtime}'>"
    described = f"({problem.id!r}, {limits}, {problem.entry!r}, {runtime}, {problem.forbidden!r})"
    if problem.may_change_arguments:  # added only where it is set, so that earlier keys still hold
        described += " may_change_arguments"
    if problem.objects_keep_state:
        described += " objects_keep_state"
    digest = hashlib.sha256(described.encode())
    for name, content in problem.test_files().items():
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def result_key(
    candidate: Candidate, sha256: str, problem: str, selection: Selection, sandbox: SandboxInfo | None
) -> str:
    """The key that a result is stored under: it changes with anything that decides the result.

    Args:
        candidate: whose solution, of which problem, in which file.
        sha256: of its source.
        problem: the problem's digest.
        selection: which tests were run, and how.
        sandbox: where they ran; the tag of its image is a digest of all our code that runs in it. None for a cluster,
            whose machines have the same version of judge, which chooses the images.
    """
    selected = (
        f"Selection(groups={selection.groups!r}, case={selection.case!r}, fail_fast={selection.fail_fast!r}, "
        f"seed={selection.seed!r}, time_factor={selection.time_factor!r})"
    )
    where = (sandbox.kind, sandbox.image) if sandbox else ("cluster", "")
    facts = [__version__, candidate.author, str(candidate.path), sha256, problem, *where, selected]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
