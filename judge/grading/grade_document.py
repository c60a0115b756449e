"""Grades read back from a `judge.grade/1` document, and the part of it that only programs read.

Anybody may have made such a file: it is data, read strictly, and nothing in it names a file to open.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from judge import stored_json
from judge.errors import UsageError
from judge.grading.results import Candidate, Graded, Grades, Origin
from judge.source import read_bounded, shown_path
from judge.verdict import Report, SandboxInfo, TestResult, Verdict, overall_verdict

SCHEMA: Final = "judge.grade/1"
MAX_BYTES: Final = 128 << 20
MAX_SHARDS: Final = 1_000

AGAIN: Final = "Create it again: judge grade --shard K/N --format json=FILE"


def origin_object(grades: Grades, shown: Callable[[str], str]) -> dict[str, Any] | None:
    """What a document says for programs: where the results come from, and names that differ from what it shows.

    Args:
        grades: what is written.
        shown: how the document shows a name.
    """
    if grades.origin is None:
        return None
    names = [[graded.candidate.author, str(graded.candidate.path)] for graded in grades.results]
    differing = {
        str(at): [_packed(name) for name in pair]
        for at, pair in enumerate(names)
        if [shown(name) for name in pair] != pair
    }
    return dataclasses.asdict(grades.origin) | {"problems": dict(grades.origin.problems), "names": differing}


def read(path: Path) -> Grades:
    """The grades in a document, without standings, which need the results of all shards.

    Raises:
        UsageError: it cannot be read, or is not such a document.
    """
    data = read_bounded(path, MAX_BYTES)
    shown = shown_path(path)
    try:
        return _grades(json.loads(data))
    except stored_json.MALFORMED as error:
        if data.lstrip().startswith(b"{") and not data.rstrip().endswith(b"}"):
            raise UsageError(f"{shown} is incomplete: it ends in the middle", AGAIN) from None
        raise UsageError(f"{shown} is not a {SCHEMA} document{_why(error)}", AGAIN) from None


def _grades(document: Any) -> Grades:
    """Raises one of stored_json.MALFORMED."""
    if document["schema"] != SCHEMA:
        raise ValueError(f"its schema is {shown_path(str(document['schema'])[:40])}")
    solutions = document["solutions"]
    if len(solutions) != stored_json.checked("int", document["total"]):
        raise ValueError(f"it claims {document['total']} solutions but has {len(solutions)}")
    origin = document.get("origin")
    names = {} if origin is None else origin["names"]
    results = tuple(_graded(fields, names.get(str(at))) for at, fields in enumerate(solutions))
    unknown = tuple((_text(one["file"]), _text(one["reason"])) for one in document["unknown"])
    unnamed = stored_json.checked("int", document.get("unnamed", 0))
    return Grades(results, unknown, unnamed=unnamed, origin=None if origin is None else _origin(origin))


def _origin(fields: Any) -> Origin:
    problems = tuple(sorted((_text(problem), _text(digest)) for problem, digest in fields["problems"].items()))
    plain = {name: value for name, value in fields.items() if name not in {"names", "problems"}}
    origin = stored_json.build(Origin, plain, problems=problems)
    if not 1 <= origin.shard <= origin.shards <= MAX_SHARDS:
        raise ValueError(f"{origin.shard}/{origin.shards} is not a valid shard")
    return origin


def _graded(fields: Any, exact: Any) -> Graded:
    author, file = (fields["author"], fields["file"]) if exact is None else map(_unpacked, exact)
    candidate = Candidate(_text(author), _text(fields["problem"]), Path(_text(file)))
    verdict, reason = Verdict(fields["verdict"]), _text(fields["reason"])
    if fields["report"] is not None:
        report = _report(fields["report"])
        if (report.verdict, report.problem) != (verdict, candidate.problem):
            raise ValueError(f"the report of {candidate.problem} is for something else")
        return Graded(candidate, report)
    if verdict is Verdict.JUDGE_ERROR:
        return Graded(candidate, fault=reason or "unknown")
    if verdict is not Verdict.COMPILE_ERROR:
        raise ValueError(f"{verdict} without a report")
    return Graded(candidate, refused=reason)


def _report(fields: Any) -> Report:
    """A report from a `judge.report/1` object; what follows from the rest (passed, score) is not read."""
    tests = tuple(stored_json.build(TestResult, test) for test in fields["tests"])
    submission = fields["submission"]
    plain = {name: fields[name] for name in ("problem", "verdict", "started_at", "wall_s", "total", "message")}
    plain |= {"file": submission["file"], "sha256": submission["sha256"]}
    report = stored_json.build(Report, plain, sandbox=stored_json.build(SandboxInfo, fields["sandbox"]), tests=tests)
    if report.verdict is Verdict.ACCEPTED and overall_verdict(tests) is not Verdict.ACCEPTED:
        raise ValueError("accepted, but no test was")
    return report


def _packed(name: str) -> str:
    """A name of any bytes, as text that every reader of JSON preserves."""
    return name.encode("utf-8", "surrogatepass").hex()


def _unpacked(packed: Any) -> str:
    return bytes.fromhex(_text(packed)).decode("utf-8", "surrogatepass")


def _text(value: Any) -> str:
    text: str = stored_json.checked("str", value)
    return text


def _why(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return f": {shown_path(str(error)[:60])} is missing"
    if isinstance(error, ValueError) and not isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return f": {shown_path(str(error)[:120])}"
    return f": {error.msg}, line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
