"""The files for CI are what GitHub, GitLab and a shell take, and hold to the rules that keep a stranger out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from judge import ci

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
SOURCE = "mentor/judge@0123456789abcdef0123456789abcdef01234567"
WORKFLOWS = ("judge.yml", "judge-pull-request.yml", "judge-comment.yml")
AUDIT = ("--offline", "--no-progress", "--no-config", "--persona=auditor")
ACTIONS = (ROOT / "action.yml", ROOT / "actions" / "comment" / "action.yml")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A repository with all of them."""
    ci.write([*ci.github(tmp_path, SOURCE), *ci.gitlab(tmp_path, SOURCE)])
    return tmp_path


def tool(name: str, *arguments: str | Path) -> str:
    done = subprocess.run([BIN / name, *arguments], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def load(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    loaded = yaml.load(re.sub(r"^on:", '"on":', text, flags=re.MULTILINE), yaml.SafeLoader)  # YAML 1.1 has it for true
    assert isinstance(loaded, dict)
    return loaded


def workflow(written: Path, name: str) -> dict[str, Any]:
    return load(written / ".github" / "workflows" / name)


def steps(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in document.get("jobs", {}).values():
        yield from job["steps"]
    yield from document.get("runs", {}).get("steps", [])


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ("vendor.github-workflows", [f".github/workflows/{name}" for name in WORKFLOWS]),
        ("custom.github-workflows-require-timeout", [f".github/workflows/{name}" for name in WORKFLOWS]),
        ("vendor.github-actions", ACTIONS),
        ("vendor.gitlab-ci", [".gitlab/judge.yml", ".gitlab-ci.yml"]),
    ],
)
def test_files_are_valid_by_their_schema(written: Path, schema: str, names: list[str | Path]) -> None:
    assert tool("check-jsonschema", "--builtin-schema", schema, *(written / name for name in names)) == ""


def test_nothing_in_workflows_and_actions_is_known_to_be_unsafe(written: Path) -> None:
    """Injection, unpinned actions, credentials that stay, permissions too wide, dangerous triggers: zizmor's audits."""
    assert tool("zizmor", *AUDIT, written, *ACTIONS) == ""


def test_zizmor_finds_what_is_unsafe(written: Path) -> None:
    path = written / ".github" / "workflows" / "judge-pull-request.yml"
    path.write_text(path.read_text().replace("persist-credentials: false", "persist-credentials: true"))
    assert "artipacked" in tool("zizmor", *AUDIT, written)


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: path.parent.name)
def test_the_shell_of_an_action_is_sound(tmp_path: Path, path: Path) -> None:
    for number, step in enumerate(steps(load(path))):
        script = tmp_path / f"{number}.bash"
        script.write_text(f"#!/bin/bash\nset -eo pipefail\n{step['run']}")
        assert tool("shellcheck", script) == ""


def test_the_shell_of_the_job_on_gitlab_is_sound(written: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.sh"
    script.write_text("#!/bin/sh\nset -e\n" + "\n".join(load(written / ".gitlab" / "judge.yml")["judge"]["script"]))
    assert tool("shellcheck", script) == ""


def test_the_hook_is_sound_in_any_shell(tmp_path: Path) -> None:
    hook = ci.hook(tmp_path, tmp_path, Path("/opt/my judge's/bin/judge"))
    ci.write([hook])
    assert tool("shellcheck", "--shell=sh", hook.path) == ""


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_action_is_pinned_by_a_commit(written: Path, name: str) -> None:
    text = (written / ".github" / "workflows" / name).read_text()
    used = re.findall(r"uses: (.*)", text)
    assert used
    for one in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}(| # v\d+\.\d+\.\d+)", one)
        assert one.startswith("mentor/judge") or " # v" in one


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: path.parent.name)
def test_no_expression_stands_in_a_script(path: Path) -> None:
    for step in steps(load(path)):
        assert "${{" not in step["run"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_workflow_runs_a_script_of_its_own(written: Path, name: str) -> None:
    assert not [step for step in steps(workflow(written, name)) if "run" in step]


def test_pull_requests_are_graded_without_any_right_but_to_read(written: Path) -> None:
    document = workflow(written, "judge-pull-request.yml")
    assert document["on"] == "pull_request"
    assert document["permissions"] == {"contents": "read"}
    (job,) = document["jobs"].values()
    assert "permissions" not in job
    assert job["timeout-minutes"] <= 60
    text = (written / ".github" / "workflows" / "judge-pull-request.yml").read_text()
    assert "secrets." not in text
    assert "cache" not in re.sub(r"#.*", "", text)


def test_the_trusted_side_of_a_pull_request_is_its_base(written: Path) -> None:
    checkout, grade, _ = steps(workflow(written, "judge-pull-request.yml"))
    assert checkout["with"]["persist-credentials"] is False
    assert checkout["with"]["ref"] == "${{ github.event.pull_request.head.sha }}"
    assert grade["uses"] == SOURCE
    assert grade["with"]["trusted"] == grade["with"]["base"] == "${{ github.event.pull_request.base.sha }}"


def test_the_job_that_may_write_checks_nothing_out_and_fetches_no_artifact_into_a_folder(written: Path) -> None:
    document = workflow(written, "judge-comment.yml")
    assert list(document["on"]) == ["workflow_run"]
    assert document["on"]["workflow_run"]["workflows"] == [workflow(written, "judge-pull-request.yml")["name"]]
    assert document["permissions"] == {}
    (job,) = document["jobs"].values()
    assert job["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert [step["uses"] for step in job["steps"]] == [SOURCE.replace("@", "/actions/comment@")]


def test_the_artifact_of_one_job_is_the_one_that_the_other_looks_for(written: Path) -> None:
    upload = list(steps(workflow(written, "judge-pull-request.yml")))[-1]
    script = (ROOT / "actions" / "comment" / "comment.py").read_text()
    assert f'ARTIFACT = "{upload["with"]["name"]}"' in script


def test_a_fault_of_the_judge_fails_no_merge_request(written: Path) -> None:
    job = load(written / ".gitlab" / "judge.yml")["judge"]
    assert job["allow_failure"]["exit_codes"] == [3, 4, 70]
    assert job["artifacts"]["when"] == "always"
