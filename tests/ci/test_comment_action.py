"""The comment on a pull request, from an artifact that a stranger may have made; against a server on this machine."""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml

from tests.support.github_server import SHA, World, archive, pull, serving

SCRIPT = Path(__file__).resolve().parents[2] / "actions" / "comment" / "comment.py"
RIGHT = {"author": "mallory", "problem": "addition", "verdict": "AC", "report": {"passed": 3, "total": 3}}
WRONG = {"author": "", "problem": "add_hard", "verdict": "WA", "report": {"passed": 1, "total": 3}}


def report(*solutions: Any) -> bytes:
    return json.dumps({"schema": "judge.grade/1", "solutions": solutions}).encode()


@dataclass(frozen=True)
class Ran:
    code: int | str | None
    out: str


def event_in(folder: Path, branch: str = "mine") -> Path:
    """What GitHub says of the run that has ended."""
    head = {"id": 99, "owner": {"login": "mallory"}}
    run = {"id": 5, "head_sha": SHA, "head_branch": branch, "head_repository": head}
    event = folder / "event.json"
    event.write_text(json.dumps({"workflow_run": run}))
    return event


def environment(address: str, event: Path) -> dict[str, str]:
    return {
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_API_URL": address,
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_REPOSITORY": "group/practice",
    }


def comment(world: World, folder: Path, branch: str = "mine", token: str = "secret") -> Ran:
    """Run the script here, as a program."""
    out = io.StringIO()
    with serving(world) as address, contextlib.redirect_stdout(out), mock.patch.dict(os.environ):
        os.environ.update(environment(address, event_in(folder, branch)), JUDGE_TOKEN=token)
        try:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        except SystemExit as ended:
            return Ran(ended.code, out.getvalue())
    return Ran(0, out.getvalue())


def said(world: World, folder: Path) -> str:
    done = comment(world, folder)
    assert done.code == 0
    assert len(world.comments) == 1
    body = world.comments[0]["body"]
    assert isinstance(body, str)
    return body


def test_the_result_is_a_table(tmp_path: Path) -> None:
    body = said(World(archive=archive(report(RIGHT, WRONG))), tmp_path)
    assert "**1 of 2 solutions accepted**" in body
    assert "| `mallory/addition` | AC | 3 of 3 |" in body
    assert "| `add_hard` | WA | 1 of 3 |" in body
    assert f"Commit {SHA[:12]}, [the whole run](https://github.example/group/practice/actions/runs/5)." in body
    assert "WARNING" not in body


def test_the_next_result_takes_the_place_of_the_last(tmp_path: Path) -> None:
    stranger = {"id": 1, "user": {"login": "mallory"}, "body": "<!-- judge grade --> mine"}
    world = World(archive=archive(report(WRONG)), comments=[stranger])
    comment(world, tmp_path)
    world.archive = archive(report(RIGHT))
    comment(world, tmp_path)
    assert [one["body"].partition("\n")[0] for one in world.comments] == [stranger["body"], "<!-- judge grade -->"]
    assert "1 of 1 solution accepted" in world.comments[1]["body"]
    assert world.comments[1]["on"] == 7


def test_a_comment_behind_many_is_found(tmp_path: Path) -> None:
    others = [{"id": number, "user": {"login": "a"}, "body": None} for number in range(1, 151)]
    world = World(archive=archive(report(RIGHT)), comments=others)
    comment(world, tmp_path)
    comment(world, tmp_path)
    assert len(world.comments) == 151


@pytest.mark.parametrize("pulls", [[], [pull(sha="b" * 40)], [pull(repository=98)]])
def test_no_pull_request_but_that_of_the_graded_commit_gets_a_comment(tmp_path: Path, pulls: list[Any]) -> None:
    """None open, one whose head has moved on, and one of another repository with a branch of that name."""
    world = World(archive=archive(report(RIGHT)), pulls=pulls)
    done = comment(world, tmp_path)
    assert (done.code, world.comments) == (0, [])
    assert "nothing to comment on" in done.out


def test_the_artifact_does_not_say_which_pull_request_it_is_about(tmp_path: Path) -> None:
    document = {"schema": "judge.grade/1", "solutions": [RIGHT], "number": 1, "pull_request": 1, "issue": 1}
    world = World(archive=archive(json.dumps(document).encode()))
    comment(world, tmp_path)
    assert [one["on"] for one in world.comments] == [7]


@pytest.mark.parametrize(
    "branch", ["a&head=victim:main&x=", "$(touch ran)`touch ran`", "../../issues/1", "ü#?%00\n::error::"]
)
def test_a_hostile_name_of_a_branch_stays_a_name(tmp_path: Path, branch: str) -> None:
    world = World(archive=archive(report(RIGHT)))
    done = comment(world, tmp_path, branch)
    assert done.code == 0
    assert [method for method, _ in world.asked] == ["GET"] * 6 + ["POST"]
    assert not (tmp_path / "ran").exists()
    assert "::error" not in done.out


def test_the_store_of_artifacts_gets_no_token(tmp_path: Path) -> None:
    world = World(archive=archive(report(RIGHT)))
    comment(world, tmp_path)
    assert ("GET", "/store") in world.asked
    assert world.tokens_in_the_store == []


@pytest.mark.parametrize(
    "name",
    [
        "@everyone",
        "a|b",
        "a`b",
        "<img src=x>",
        "[a](https://b)",
        "a\nb",
        "\u202egnp.exe",
        "a" * 65,
        "../..",
        7,
        None,
        {},
    ],
)
def test_no_text_of_a_stranger_is_repeated_but_plain_names(tmp_path: Path, name: Any) -> None:
    body = said(World(archive=archive(report(RIGHT | {"author": name}))), tmp_path)
    assert "| `?/addition` | AC | 3 of 3 |" in body


def test_reasons_and_outputs_are_not_repeated(tmp_path: Path) -> None:
    hostile = {"reason": "[free money](https://evil.example)", "output": "@all"}
    body = said(World(archive=archive(report(WRONG | hostile | {"report": WRONG["report"] | hostile}))), tmp_path)
    assert "evil" not in body
    assert "@" not in body


DEEP = b"[" * 200_000
BOMB = b" " * (40 << 20)


@pytest.mark.parametrize(
    "data",
    [
        b"no archive",
        archive(None),
        archive(report(RIGHT), "../../judge.json"),
        archive(b"\xff\xfe"),
        archive(b"[]"),
        archive(b'{"schema": "judge.grade/1"}'),
        archive(b'{"schema": "other", "solutions": []}'),
        archive(DEEP),
        archive(BOMB),
        archive(b'{"schema": "judge.grade/1", "solutions": [' + b"9" * 10_000 + b"]}"),
        archive(report("AC")),
        archive(report(RIGHT | {"verdict": "**AC**"})),
        archive(report(RIGHT | {"verdict": ["AC"]})),
        archive(report(RIGHT | {"report": {"passed": -1, "total": 3}})),
        archive(report(RIGHT | {"report": {"passed": "3", "total": 3}})),
        archive(report(RIGHT | {"report": {"passed": True, "total": 1e999}})),
    ],
)  # fmt: skip
def test_an_artifact_that_the_job_does_not_leave_is_not_believed(tmp_path: Path, data: bytes) -> None:
    body = said(World(archive=data), tmp_path)
    assert body.startswith("<!-- judge grade -->\nThere is no result: the artifact ")
    assert "AC" not in body


def test_an_artifact_that_is_too_large_is_not_fetched(tmp_path: Path) -> None:
    world = World(archive=archive(report(RIGHT)), size=5 << 20)
    assert "too large" in said(world, tmp_path)
    assert ("GET", "/store") not in world.asked


def test_an_artifact_larger_than_it_was_said_to_be_is_not_read_to_its_end(tmp_path: Path) -> None:
    assert "too large" in said(World(archive=os.urandom(5 << 20), size=100), tmp_path)


def test_a_run_without_an_artifact_says_so(tmp_path: Path) -> None:
    assert "There is no result: the job uploaded none; see its log." in said(World(), tmp_path)


def test_many_solutions_are_cut_short(tmp_path: Path) -> None:
    body = said(World(archive=archive(report(*[RIGHT] * 1_000))), tmp_path)
    assert body.count("| AC |") == 200
    assert "and 800 more." in body
    assert len(body) < 65_536  # what GitHub takes


@pytest.mark.parametrize("name", ["filename", "previous_filename"])
def test_a_pull_request_that_changes_its_own_workflow_is_warned_of(tmp_path: Path, name: str) -> None:
    """The last of several hundred files, or one that was moved away."""
    files = [{"filename": f"solutions/{number}.py"} for number in range(250)]
    world = World(
        archive=archive(report(RIGHT)), files=[*files, {"filename": "a", name: ".github/workflows/judge.yml"}]
    )
    assert "prove nothing" in said(world, tmp_path)


def test_github_that_refuses_is_said_without_a_traceback(tmp_path: Path) -> None:
    done = comment(World(archive=archive(report(RIGHT))), tmp_path, token="other")
    assert done.code == "::error title=judge::unexpected answer from GitHub: 401"


def test_the_step_of_the_action_runs_it_from_elsewhere_than_the_checkout(tmp_path: Path) -> None:
    """Its folder has a json.py; of the branch, or of nobody, it is not looked at."""
    (tmp_path / "json.py").write_text("raise SystemExit('hijacked')")
    action = yaml.safe_load((SCRIPT.parent / "action.yml").read_text())
    (step,) = action["runs"]["steps"]
    world = World(archive=archive(report(RIGHT)))
    with serving(world) as address:
        given = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path), "GITHUB_ACTION_PATH": str(SCRIPT.parent)}
        given |= environment(address, event_in(tmp_path)) | dict.fromkeys(step["env"], "secret")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=tmp_path, env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Commented on #7.\n", "")
