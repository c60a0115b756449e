"""The export for the ICPC's tools: valid by the tables of its specification, whole in its references, and right."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from judge.contest.model import Contest, HintTaken, Run
from judge.contest.rules import RULES
from judge.render.contest.clics import Export, Facts, Version, identifiers
from judge.render.contest.clics_package import package, zipped
from tests.support.clics_schema import schemas
from tests.support.contest_runs import contest, run

OVER = 300 * 60.0
NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)
FACTS = {"a": Facts("Asteroids", 2.5, 256), "b": Facts("Bottles", 1.0, 64)}
GROUPS = "sample 2/2 hidden 6/8"


def runs_of(of: Contest) -> list[Run]:
    return [
        run("ana", f"A 10 WA {GROUPS}", "A 20.5 AC", "B 30 CE", "C 250 AC", "C 290 WA", of=of, ended_s=OVER),
        run("bo", "B 12 TLE", f"A 15 JE {GROUPS}", "B 245 AC", of=of, ended_s=OVER, started_at="2026-05-17T20:00:00+02:00"),
        run("<b>\x1b[1m李小龙", of=of, ended_s=OVER),
        run("dan", "A 1 AC", of=of, ended_s=600.0, aborted=True),
    ]  # fmt: skip


def exported(
    version: Version, rule: str, *, runs: list[Run] | None = None, freeze: int = 60, **fields: Any
) -> dict[str, Any]:
    of = contest(rule, freeze_minutes=freeze, hint_cost=0.1)
    made = package(Export(version, of, runs if runs is not None else runs_of(of), NOW, FACTS, **fields))
    read = {name.removesuffix(".json"): json.loads(data) for name, data in made.items() if name.endswith(".json")}
    read["event-feed"] = [json.loads(line) for line in made["event-feed.ndjson"].splitlines()]
    return read | {"raw": made}


def check(files: dict[str, Any], version: str, rule: str, *, freeze: bool = True) -> None:
    """Valid by the tables, and every reference leads somewhere."""
    wanted = schemas(version, score=not RULES[rule].pass_fail, freeze=freeze)
    for name in set(wanted) - {"event"}:
        Draft202012Validator(wanted[name]).validate(files[name])
    for event in files["event-feed"]:
        Draft202012Validator(wanted["event"]).validate(event)
    ids = {name: {one["id"] for one in files[name]} for name in wanted if isinstance(files.get(name), list)}
    assert all(len(ids[name]) == len(files[name]) for name in ids)
    for one in files["submissions"]:
        assert one["problem_id"] in ids["problems"]
        assert one["team_id"] in ids["teams"]
        assert one["language_id"] in ids["languages"]
    for one in files["judgements"]:
        assert one["submission_id"] in ids["submissions"]
        assert one["judgement_type_id"] in ids["judgement-types"]
    assert {row["team_id"] for row in files["scoreboard"]["rows"]} == ids["teams"]
    assert files["scoreboard"]["state"] == files["state"]


@pytest.mark.parametrize("freeze", [0, 60])
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("version", Version)
def test_every_file_is_valid_by_the_tables_of_its_version(version: Version, rule: str, freeze: int) -> None:
    check(exported(version, rule, freeze=freeze), version, rule, freeze=freeze > 0)


def test_the_schemas_notice_a_wrong_version() -> None:
    right = exported(Version.V2023, "icpc")["scoreboard"]
    wanted = Draft202012Validator(schemas("2026-01", score=False, freeze=True)["scoreboard"])
    assert not wanted.is_valid(right)
    assert Draft202012Validator(schemas("2023-06", score=False, freeze=True)["scoreboard"]).is_valid(right)


def test_penalty_and_total_times_are_minutes_in_2023_06() -> None:
    files = exported(Version.V2023, "icpc")
    assert files["contest"]["penalty_time"] == 20
    row = files["scoreboard"]["rows"][0]
    assert row["score"] == {"num_solved": 2, "total_time": 20 + 20 + 250, "time": 250}
    assert row["problems"][0] == {"problem_id": "a", "num_judged": 2, "num_pending": 0, "solved": True, "time": 20}


def test_penalty_and_total_times_are_strings_in_2026_01() -> None:
    files = exported(Version.V2026, "icpc")
    assert files["contest"]["penalty_time"] == "0:20:00"
    row = files["scoreboard"]["rows"][0]
    assert row["score"] == {"num_solved": 2, "total_time": "4:50:00", "time": "4:10:00"}
    assert row["problems"][0]["time"] == "0:20:00"


def test_submissions_are_judged_up_to_the_first_accepted_one_and_judge_errors_are_not_among_them() -> None:
    rows = {row["team_id"]: row for row in exported(Version.V2026, "icpc")["scoreboard"]["rows"]}
    ana, bo = rows["2"], rows["3"]
    assert [cell["num_judged"] for cell in ana["problems"]] == [2, 1, 1]
    assert [cell["num_judged"] for cell in bo["problems"]] == [0, 2, 0]


def test_the_contest_begins_with_the_first_participant_and_both_kinds_of_time_agree() -> None:
    files = exported(Version.V2026, "icpc")
    assert files["contest"]["start_time"] == "2026-05-17T10:00:00.000Z"
    one = next(one for one in files["submissions"] if one["contest_time"] == "0:20:30")
    assert one["time"] == "2026-05-17T10:20:30.000Z"
    assert one["entry_point"] == "a.py"


def test_a_finished_contest_is_thawed_finalized_and_closed_in_this_order() -> None:
    state = exported(Version.V2026, "icpc")["state"]
    assert state["started"] < state["frozen"] < state["ended"] < state["thawed"] < state["end_of_updates"]
    assert state["ended"] < state["finalized"] < state["end_of_updates"]


def test_while_somebody_still_plays_the_freeze_holds() -> None:
    of = contest(freeze_minutes=60)
    runs = [replace(one, ended_s=None) for one in runs_of(of)[:2]]
    files = exported(Version.V2026, "icpc", runs=runs)
    assert (files["state"]["ended"], files["state"]["thawed"]) == (None, None)
    judged = {one["submission_id"] for one in files["judgements"]}
    late = [one for one in files["submissions"] if one["contest_time"] >= "4:00:00"]
    assert len(late) == 3
    assert not {one["id"] for one in late} & judged
    assert [cell["num_pending"] for cell in files["scoreboard"]["rows"][0]["problems"]] == [0, 0, 2]
    assert not any(
        event["type"] == "judgements" and event["data"]["submission_id"] not in judged for event in files["event-feed"]
    )


def test_the_feed_has_what_the_files_have_and_ends_with_the_end_of_updates() -> None:
    files = exported(Version.V2026, "icpc")
    feed = files["event-feed"]
    for name in ("judgement-types", "languages", "groups", "problems", "teams", "submissions", "judgements"):
        assert [event["data"] for event in feed if event["type"] == name] == files[name]
    assert [event["data"] for event in feed if event["type"] == "contest"] == [files["contest"]]
    assert feed[-1]["data"] == files["state"]
    assert feed[-1]["data"]["end_of_updates"] is not None
    kinds = [event["type"] for event in feed]
    assert max(at for at, kind in enumerate(kinds) if kind == "teams") < kinds.index("submissions")


def test_at_the_same_time_a_freeze_comes_before_attempts_and_the_end_after_them() -> None:
    of = contest(freeze_minutes=60)
    runs = [run("ana", "A 240 AC", "B 250 AC", of=of, ended_s=250 * 60.0)]
    feed = exported(Version.V2026, "icpc", runs=runs)["event-feed"]
    states = [(event["type"], event["data"].get("frozen"), event["data"].get("ended")) for event in feed]
    frozen = states.index(("state", "2026-05-17T14:00:00.000Z", None))
    ended = states.index(("state", "2026-05-17T14:00:00.000Z", "2026-05-17T14:10:00.000Z"))
    submitted = [at for at, event in enumerate(feed) if event["type"] == "submissions"]
    assert frozen < submitted[0] < submitted[1] < ended


def test_aborted_runs_and_attempts_after_the_end_are_left_out() -> None:
    late = run("ana", "A 20 AC", "B 301 AC", ended_s=OVER)
    files = exported(Version.V2026, "icpc", runs=[late, run("dan", "A 1 AC", aborted=True, ended_s=60.0)], freeze=0)
    assert [team["name"] for team in files["teams"]] == ["ana"]
    assert [one["problem_id"] for one in files["submissions"]] == ["a"]


def test_extra_time_makes_the_exported_contest_longer() -> None:
    runs = [run("ana", "A 305 AC", of=contest(freeze_minutes=60), extra_minutes=10, ended_s=310 * 60.0)]
    files = exported(Version.V2026, "icpc", runs=runs)
    assert files["contest"]["duration"] == "5:10:00"
    assert files["contest"]["scoreboard_freeze_duration"] == "1:10:00"
    assert files["scoreboard"]["rows"][0]["score"]["num_solved"] == 1


def test_points_are_those_of_the_rule() -> None:
    of = contest("interview", hint_cost=0.1)
    hints = (HintTaken("a", 1, 30.0),)
    runs = [run("ana", f"A 10 WA {GROUPS}", "A 20 AC", of=of, hints=hints, ended_s=OVER)]
    files = exported(Version.V2026, "interview", runs=runs, freeze=0)
    assert [one["score"] for one in files["judgements"]] == [70, 90]
    assert files["scoreboard"]["rows"][0]["score"] == {"score": 90, "time": "0:20:00"}
    assert [one["max_score"] for one in files["problems"]] == [100, 100, 100]


def test_titles_and_limits_of_problems_are_exported() -> None:
    files = exported(Version.V2026, "icpc")
    first, _, third = files["problems"]
    assert (first["name"], first["time_limit"], first["memory_limit"], first["test_data_count"]) == (
        "Asteroids",
        2.5,
        256,
        10,
    )
    assert (third["name"], "time_limit" in third) == ("c", False)


def test_names_have_no_control_characters() -> None:
    assert exported(Version.V2026, "icpc")["teams"][0]["name"] == "<b>李小龙"


def test_each_source_is_an_archive() -> None:
    files = exported(Version.V2026, "icpc", sources={("ana", 2): b"print(1)\n"})
    with_source = [one for one in files["submissions"] if one["files"]]
    assert [one["contest_time"] for one in with_source] == ["0:20:30"]
    data = files["raw"][f"submissions/{with_source[0]['id']}/files.zip"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["a.py"]
        assert archive.read("a.py") == b"print(1)\n"
    check(files, "2026-01", "icpc")


def test_an_archive_of_the_package_contains_its_folder() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped({"api.json": b"{}"}, "sunday"))) as archive:
        assert archive.namelist() == ["sunday/api.json"]


@settings(deadline=None)
@given(st.lists(st.text(max_size=50), unique=True, max_size=20))
def test_every_name_gets_its_own_id(names: list[str]) -> None:
    ids = identifiers(names)
    assert len(set(ids.values())) == len(names)
    one = Draft202012Validator(schemas("2026-01", score=False, freeze=False)["groups"])
    one.validate([{"id": made, "name": "x"} for made in ids.values()])
