"""Objects of the ICPC Contest API: the contest, judgement types, problems, teams, submissions, judgements."""

from __future__ import annotations

from typing import Final

from judge.contest.rules import rule_of
from judge.contest.scoring import points_of
from judge.render.contest.clics import (
    Entry,
    Export,
    Facts,
    Object,
    Version,
    absolute,
    contest_id,
    entry_point,
    is_pass_fail,
    length_of,
    minutes,
    playing,
    problem_ids,
    relative,
    start_of,
)
from judge.render.shared import text
from judge.verdict import Verdict

LANGUAGES: Final[list[Object]] = [
    {
        "id": "python3",
        "name": "Python 3",
        "entry_point_required": True,
        "entry_point_name": "Main file",
        "extensions": ["py"],
    }
]
GROUPS: Final[list[Object]] = [{"id": "participants", "name": "Participants"}]
_COLORS: Final = (
    ("red", "#d7263d"), ("blue", "#2b5fc4"), ("green", "#1a7f45"), ("yellow", "#f4c20d"), ("purple", "#7a3fa0"),
    ("orange", "#e8730c"), ("pink", "#e667a8"), ("cyan", "#1aa6b7"), ("white", "#ffffff"), ("black", "#1d2230"),
    ("brown", "#7b4a2b"), ("lime", "#9ccc3c"), ("gray", "#8a8f99"),
)  # fmt: skip


def contest_object(export: Export) -> Object:
    """`contest.json`."""
    contest, start = export.contest, start_of(export)
    result: Object = {
        "id": contest_id(export),
        "name": text.one_line(contest.name),
        "formal_name": text.one_line(contest.title or contest.name),
        "start_time": absolute(start),
        "duration": relative(length_of(export)),
        "scoreboard_type": "pass-fail" if is_pass_fail(export) else "score",
    }
    if contest.freeze_s is not None:
        result["scoreboard_freeze_duration"] = relative(length_of(export) - contest.freeze_s)
    if is_pass_fail(export):
        result["penalty_time"] = minutes(export, 60.0 * contest.wrong_minutes)
    return result


def judgement_types(export: Export) -> list[Object]:
    """`judgement-types.json`."""
    free = {Verdict.ACCEPTED, Verdict.COMPILE_ERROR, Verdict.JUDGE_ERROR}
    types = []
    for verdict in Verdict:
        if verdict is Verdict.SKIPPED:
            continue
        one: Object = {"id": str(verdict), "name": verdict.phrase.capitalize(), "solved": verdict is Verdict.ACCEPTED}
        types.append(one | ({"penalty": verdict not in free} if is_pass_fail(export) else {}))
    return types


def problems(export: Export) -> list[Object]:
    """`problems.json`."""
    ids = problem_ids(export)
    objects = []
    for ordinal, task in enumerate(export.contest.tasks):
        facts = export.facts.get(task.problem, Facts(task.problem))
        color, rgb = _COLORS[ordinal % len(_COLORS)]
        tests = [
            sum(group.total for group in attempt.groups)
            for run in export.runs
            for attempt in run.attempts
            if attempt.problem == task.problem
        ]
        one: Object = {
            "id": ids[task.problem],
            "label": text.one_line(task.label),
            "name": text.one_line(facts.title),
            "ordinal": ordinal,
            "rgb": rgb,
            "color": color,
            "test_data_count": max(tests, default=0),
        }
        if facts.time_s is not None:
            one["time_limit"] = round(facts.time_s, 3)
        if facts.memory_mb is not None and export.version is Version.V2026:
            one["memory_limit"] = facts.memory_mb
        if not is_pass_fail(export):
            one["max_score"] = rule_of(export.contest).possible(task)
        objects.append(one)
    return objects


def teams(export: Export) -> list[Object]:
    """`teams.json`: a participant is a team of one."""
    return [
        {
            "id": str(number),
            "label": str(number),
            "name": text.one_line(run.participant) or f"participant {number}",
            "group_ids": [GROUPS[0]["id"]],
        }
        for number, run in enumerate(playing(export), 1)
    ]


def submission(export: Export, entry: Entry) -> Object:
    """One of `submissions.json`."""
    attempt = entry.attempt
    files = []
    if (entry.run.participant, attempt.number) in export.sources:
        href = f"contests/{contest_id(export)}/submissions/{entry.id}/files"
        files = [{"href": href, "filename": "files.zip", "mime": "application/zip"}]
    return {
        "id": entry.id,
        "language_id": "python3",
        "problem_id": problem_ids(export)[attempt.problem],
        "team_id": entry.team,
        "time": absolute(start_of(export), attempt.at_s),
        "contest_time": relative(attempt.at_s),
        "entry_point": entry_point(export, entry),
        "files": files,
    }


def judgement(export: Export, entry: Entry) -> Object:
    """One of `judgements.json`, of an attempt with a verdict; its time is that of receipt, as no other is recorded."""
    attempt = entry.attempt
    moment = {"time": absolute(start_of(export), attempt.at_s), "contest_time": relative(attempt.at_s)}
    result: Object = {
        "id": entry.id,
        "submission_id": entry.id,
        "judgement_type_id": str(attempt.verdict),
        **{f"{edge}_{name}": value for edge in ("start", "end") for name, value in moment.items()},
    }
    if not is_pass_fail(export):
        result["score"] = points_of(entry.run, attempt)
    return result
