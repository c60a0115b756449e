"""Grades out of `judge.grade/1` documents, as `judge.render` writes them: one, or the parts of several machines as one.

Such a file may have been made by anybody: it is data, read strictly, and nothing in it names a file to open.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from judge import stored
from judge.errors import UsageError
from judge.grading.results import Candidate, Graded, Grades, Origin
from judge.source import read_bounded, shown_path
from judge.verdict import Report, SandboxInfo, TestResult, Verdict, overall_verdict

SCHEMA: Final = "judge.grade/1"
MAX_BYTES: Final = 128 << 20
MAX_SHARDS: Final = 1_000

_AGAIN: Final = "Make it again: judge grade --shard K/N --format json=FILE"


def origin_object(grades: Grades, shown: Callable[[str], str]) -> dict[str, Any] | None:
    """What a document says besides what is for people: where the results come from, and names that are not as shown.

    Args:
        grades: what is written.
        shown: how the document shows a name.
    """
    if grades.origin is None:
        return None
    names = [[graded.candidate.author, str(graded.candidate.path)] for graded in grades.results]
    differ = {
        str(at): [_packed(name) for name in pair]
        for at, pair in enumerate(names)
        if [shown(name) for name in pair] != pair
    }
    return dataclasses.asdict(grades.origin) | {"problems": dict(grades.origin.problems), "names": differ}


def read(path: Path) -> Grades:
    """The grades in a document, without standings: those follow from all results together.

    Raises:
        UsageError: it cannot be read, or is no such document.
    """
    data = read_bounded(path, MAX_BYTES)
    shown = shown_path(path)
    try:
        return _grades(json.loads(data))
    except stored.MALFORMED as error:
        if data.lstrip().startswith(b"{") and not data.rstrip().endswith(b"}"):
            raise UsageError(f"{shown} ends in the middle: it was not written to its end", _AGAIN) from None
        raise UsageError(f"{shown} is no {SCHEMA} document{_why(error)}", _AGAIN) from None


def merge(parts: Mapping[Path, Grades]) -> Grades:
    """The parts as one whole.

    Raises:
        UsageError: one is missing, is there twice, or is of another whole.
    """
    by_shard: dict[int, Path] = {}
    first, whole = next((path, part.origin) for path, part in parts.items())
    problems: dict[str, str] = {}
    for path, part in parts.items():
        origin = part.origin
        if origin is None or whole is None:
            raise UsageError(f"{shown_path(path)} does not say where its results come from", _AGAIN)
        _check_same(first, whole, path, origin)
        if origin.shard in by_shard:
            both = f"{shown_path(by_shard[origin.shard])} and {shown_path(path)}"
            raise UsageError(f"{both} are both part {origin.shard} of {whole.shards}", "Give each of them once.")
        by_shard[origin.shard] = path
        for problem, digest in origin.problems:
            if problems.setdefault(problem, digest) != digest:
                what = f"{shown_path(path)} was graded with other tests or limits of {problem} than another part"
                raise UsageError(what, "Grade all parts with the same problems.")
    assert whole is not None  # noqa: S101 - there is at least one, and each was looked at
    missing = [str(shard) for shard in range(1, whole.shards + 1) if shard not in by_shard]
    if missing:
        which = f"part {', '.join(missing[:10])} of {whole.shards} is missing"
        raise UsageError(which, f"Grade it: judge grade --shard {missing[0]}/{whole.shards} --format json=FILE")
    results = sorted((one for part in parts.values() for one in part.results), key=lambda one: one.candidate)
    for one, other in pairwise(results):
        if one.candidate == other.candidate:
            raise UsageError(f"{shown_path(one.candidate.path)} is in two parts", "Give the parts of one run alone.")
    unknown = dict(pair for part in parts.values() for pair in part.unknown)
    origin = Origin(whole.judge, whole.commit, tuple(sorted(problems.items())))
    unnamed = max(part.unnamed for part in parts.values())
    return Grades(tuple(results), tuple(unknown.items()), unnamed=unnamed, origin=origin)


def _check_same(first: Path, whole: Origin, path: Path, origin: Origin) -> None:
    """Raises UsageError where two parts are not of one whole."""
    facts: Sequence[tuple[str, object, object]] = (
        ("version of judge", whole.judge, origin.judge),
        ("commit", whole.commit, origin.commit),
        ("number of parts", whole.shards, origin.shards),
        ("division into parts", whole.plan, origin.plan),
    )
    for what, one, other in facts:
        if one != other:
            told = f": {str(one)[:12] or 'none'} and {str(other)[:12] or 'none'}"
            hint = "Grade all parts at the same commit, with the same arguments, --timings included."
            raise UsageError(f"{shown_path(first)} and {shown_path(path)} differ in the {what}{told}", hint)


def _grades(document: Any) -> Grades:
    """Raises one of stored.MALFORMED."""
    if document["schema"] != SCHEMA:
        raise ValueError(f"its schema is {shown_path(str(document['schema'])[:40])}")
    solutions = document["solutions"]
    if len(solutions) != stored.typed("int", document["total"]):
        raise ValueError(f"it says {document['total']} solutions and has {len(solutions)}")
    told = document.get("origin")
    names = {} if told is None else told["names"]
    results = tuple(_graded(fields, names.get(str(at))) for at, fields in enumerate(solutions))
    unknown = tuple((_text(one["file"]), _text(one["reason"])) for one in document["unknown"])
    unnamed = stored.typed("int", document.get("unnamed", 0))
    return Grades(results, unknown, unnamed=unnamed, origin=None if told is None else _origin(told))


def _origin(told: Any) -> Origin:
    problems = tuple(sorted((_text(problem), _text(digest)) for problem, digest in told["problems"].items()))
    fields = {name: value for name, value in told.items() if name not in {"names", "problems"}}
    origin = stored.made(Origin, fields, problems=problems)
    if not 1 <= origin.shard <= origin.shards <= MAX_SHARDS:
        raise ValueError(f"it says part {origin.shard} of {origin.shards}")
    return origin


def _graded(fields: Any, exact: Any) -> Graded:
    author, file = (fields["author"], fields["file"]) if exact is None else map(_unpacked, exact)
    candidate = Candidate(_text(author), _text(fields["problem"]), Path(_text(file)))
    verdict, reason = Verdict(fields["verdict"]), _text(fields["reason"])
    if fields["report"] is not None:
        report = _report(fields["report"])
        if (report.verdict, report.problem) != (verdict, candidate.problem):
            raise ValueError(f"the report of {candidate.problem} is of something else")
        return Graded(candidate, report)
    if verdict is Verdict.JUDGE_ERROR:
        return Graded(candidate, fault=reason or "unknown")
    if verdict is not Verdict.COMPILE_ERROR:
        raise ValueError(f"{verdict} without a report")
    return Graded(candidate, refused=reason)


def _report(fields: Any) -> Report:
    """A report out of a `judge.report/1` object: what follows from the rest (passed, score) is not read."""
    tests = tuple(stored.made(TestResult, test) for test in fields["tests"])
    submission = fields["submission"]
    told = {name: fields[name] for name in ("problem", "verdict", "started_at", "wall_s", "total", "message")}
    told |= {"file": submission["file"], "sha256": submission["sha256"]}
    report = stored.made(Report, told, sandbox=stored.made(SandboxInfo, fields["sandbox"]), tests=tests)
    if report.verdict is Verdict.ACCEPTED and overall_verdict(tests) is not Verdict.ACCEPTED:
        raise ValueError("accepted without a test that says so")
    return report


def _packed(name: str) -> str:
    """A name of any bytes, which nothing that reads the document can take for anything else."""
    return name.encode("utf-8", "surrogatepass").hex()


def _unpacked(packed: Any) -> str:
    return bytes.fromhex(_text(packed)).decode("utf-8", "surrogatepass")


def _text(value: Any) -> str:
    text: str = stored.typed("str", value)
    return text


def _why(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return f": {shown_path(str(error)[:60])} is missing"
    if isinstance(error, ValueError) and not isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return f": {shown_path(str(error)[:120])}"
    return f": {error.msg}, line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
