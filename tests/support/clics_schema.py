"""JSON schemas of the ICPC Contest API, written from the tables of its versions 2023-06 and 2026-01.

https://ccs-specs.icpc.io/2023-06/contest_api and https://ccs-specs.icpc.io/2026-01/contest_api. What a table lists as
nullable may be missing; nothing but what it lists may be there.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TIME = {"type": "string", "pattern": r"^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z$"}
RELTIME = {"type": "string", "pattern": r"^([1-9]\d*)?\d:[0-5]\d:[0-5]\d$"}
ID = {"type": "string", "pattern": r"^(?![-.])[a-zA-Z0-9_.-]{1,36}(?<!\.)$"}
STRING = {"type": "string", "minLength": 1}
BOOLEAN = {"type": "boolean"}
COUNT = {"type": "integer", "minimum": 0}
NUMBER = {"type": "number", "minimum": 0}
VERDICT = {"enum": ["AC", "WA", "TLE", "RTE", "CE", "OLE", "MLE", "IF", "JE"]}


def _null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(required: Schema, **optional: Schema) -> Schema:
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def schemas(version: str, *, score: bool, freeze: bool) -> dict[str, Schema]:
    """By the name of the file, for a contest of `scoreboard_type` score or pass-fail, with a freeze or without."""
    minutes = COUNT if version == "2023-06" else RELTIME

    def only_pass_fail(fields: Schema) -> Schema:
        return {} if score else fields

    def only_score(fields: Schema) -> Schema:
        return fields if score else {}

    state = _object(
        {name: _null(TIME) for name in ("started", "ended", "finalized", "end_of_updates")}
        | ({"frozen": _null(TIME), "thawed": _null(TIME)} if freeze else {})
    )
    files = _object({"filename": STRING, "mime": {"const": "application/zip"}, "href": STRING})
    contest = _object(
        {"id": ID, "name": STRING, "duration": RELTIME, "scoreboard_type": {"const": "score" if score else "pass-fail"}}
        | {"start_time": _null(TIME)}
        | only_pass_fail({"penalty_time": minutes})
        | ({"scoreboard_freeze_duration": RELTIME} if freeze else {}),
        formal_name=STRING,
    )
    judgement_type = _object({"id": VERDICT, "name": STRING, "solved": BOOLEAN} | only_pass_fail({"penalty": BOOLEAN}))
    language = _object(
        {"id": ID, "name": STRING, "entry_point_required": BOOLEAN, "extensions": {"type": "array", "items": STRING}}
        | {"entry_point_name": STRING}
    )
    problem = _object(
        {"id": ID, "label": STRING, "name": STRING, "ordinal": COUNT, "test_data_count": COUNT}
        | only_score({"max_score": NUMBER}),
        rgb={"type": "string", "pattern": "^#[0-9a-f]{6}$"},
        color=STRING,
        time_limit={"type": "number", "minimum": 0},
        **({"memory_limit": COUNT} if version == "2026-01" else {}),
    )
    group = _object({"id": ID, "name": STRING})
    team = _object({"id": ID, "name": STRING, "label": STRING, "group_ids": {"type": "array", "items": ID}})
    submission = _object(
        {"id": ID, "language_id": ID, "problem_id": ID, "team_id": ID, "time": TIME, "contest_time": RELTIME}
        | {"entry_point": STRING, "files": {"type": "array", "items": files, "maxItems": 1}}
    )
    judgement = _object(
        {"id": ID, "submission_id": ID, "judgement_type_id": VERDICT, "start_time": TIME, "start_contest_time": RELTIME}
        | {"end_time": TIME, "end_contest_time": RELTIME}
        | only_score({"score": NUMBER})
    )
    cell = _object(
        {"problem_id": ID, "num_judged": COUNT, "num_pending": COUNT}
        | only_pass_fail({"solved": BOOLEAN})
        | only_score({"score": NUMBER}),
        time=minutes,
    )
    gained = {"properties": {"score": {"exclusiveMinimum": 0}} if score else {"solved": {"const": True}}}
    cell |= {"if": gained, "then": {"required": ["time"]}, "else": {"not": {"required": ["time"]}}}
    total = _object(
        only_pass_fail({"num_solved": COUNT, "total_time": minutes}) | only_score({"score": NUMBER}), time=minutes
    )
    row = _object(
        {"rank": {"type": "integer", "minimum": 1}, "team_id": ID, "score": total}
        | {"problems": {"type": "array", "items": cell}}
    )
    singles = {
        "judgement-types": judgement_type, "languages": language, "problems": problem, "groups": group,
        "teams": team, "submissions": submission, "judgements": judgement,
    }  # fmt: skip
    data = {"contest": contest, "state": state} | singles
    event = {
        "oneOf": [
            _object(
                {"type": {"const": name}, "id": {"type": "null"} if name in {"contest", "state"} else ID, "data": one},
                token=STRING,
            )
            for name, one in data.items()
        ]
    }
    provider = _object({"name": STRING}, version=STRING)
    return {
        "api": _object({"version": {"const": version}, "version_url": STRING}, provider=provider),
        "contest": contest,
        "state": state,
        "scoreboard": _object(
            {"time": TIME, "contest_time": RELTIME, "state": state, "rows": {"type": "array", "items": row}}
        ),
        "event": event,
    } | {name: {"type": "array", "items": one} for name, one in singles.items()}
