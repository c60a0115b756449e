"""The ICPC contest package: a folder of the files that its API would serve, and the feed of events that led to them.

https://ccs-specs.icpc.io/2026-01/contest_package
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any, Final

from judge import __version__
from judge.render.contest import clics
from judge.render.contest import clics_objects as objects
from judge.render.contest.clics import Entry, Export, Object
from judge.render.contest.clics_results import scoreboard, states

_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


def package(export: Export) -> dict[str, bytes]:
    """Every file of the package by its path."""
    board = clics.shown(export)
    attempts = clics.entries(export, board)
    judged = [entry for entry in attempts if entry.attempt.verdict is not None]
    files: dict[str, Any] = {
        "api.json": _api(export),
        "contest.json": objects.contest_object(export),
        "judgement-types.json": objects.judgement_types(export),
        "languages.json": objects.LANGUAGES,
        "groups.json": objects.GROUPS,
        "problems.json": objects.problems(export),
        "teams.json": objects.teams(export),
        "state.json": states(export)[-1][1],
        "submissions.json": [objects.submission(export, entry) for entry in attempts],
        "judgements.json": [objects.judgement(export, entry) for entry in judged],
        "scoreboard.json": scoreboard(export, board),
    }
    written = {name: f"{json.dumps(content, indent=1, allow_nan=False)}\n".encode() for name, content in files.items()}
    written["event-feed.ndjson"] = "".join(f"{json.dumps(event)}\n" for event in _feed(export, attempts)).encode()
    for entry in attempts:
        source = export.sources.get((entry.run.participant, entry.attempt.number))
        if source is not None:
            written[f"submissions/{entry.id}/files.zip"] = _zipped(clics.entry_point(export, entry), source)
    return written


def zipped(files: dict[str, bytes], folder: str) -> bytes:
    """A package as an archive of its folder."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{folder}/{name}", _LONG_AGO), content)
    return buffer.getvalue()


def _api(export: Export) -> Object:
    return {
        "version": str(export.version),
        "version_url": f"https://ccs-specs.icpc.io/{export.version}/contest_api",
        "provider": {"name": "judge", "version": __version__},
    }


def _feed(export: Export, attempts: list[Entry]) -> list[Object]:
    """Notifications in the order in which things happened, that of `end_of_updates` last."""
    fixed: list[tuple[str, str | None, Any]] = [("contest", None, objects.contest_object(export))]
    for kind, several in (
        ("judgement-types", objects.judgement_types(export)),
        ("languages", objects.LANGUAGES),
        ("groups", objects.GROUPS),
        ("problems", objects.problems(export)),
        ("teams", objects.teams(export)),
    ):
        fixed += [(kind, one["id"], one) for one in several]
    timed: list[tuple[float, tuple[str, str | None, Any]]] = [
        (at_s, ("state", None, state)) for at_s, state in states(export)
    ]
    for entry in attempts:
        timed.append((entry.attempt.at_s, ("submissions", entry.id, objects.submission(export, entry))))
        if entry.attempt.verdict is not None:
            timed.append((entry.attempt.at_s, ("judgements", entry.id, objects.judgement(export, entry))))
    timed.sort(key=lambda one: (one[0], _turn(*one[1])))
    events = [*fixed, *(event for _, event in timed)]
    return [
        {"type": kind, "id": identifier, "data": data, "token": str(token)}
        for token, (kind, identifier, data) in enumerate(events, 1)
    ]


def _turn(kind: str, _identifier: str | None, data: Object) -> int:
    """The order of events at the same time: a freeze, then attempts, then the end."""
    return 1 if kind != "state" else 0 if data["ended"] is None else 2


def _zipped(name: str, source: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), source)
    return buffer.getvalue()
