"""The script of the job on GitLab, run in a shell as a runner runs it, on real branches."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.support.ci_problems import RIGHT, ROOT, WRONG, known_options, make_problem, small_package

JOB = yaml.safe_load((ROOT / "judge" / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["judge"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        any(word not in known_options() for word in ("codequality", "html", "--problems-from")),
        reason="forms and options of the job are on their way",
    ),
]


class Project:
    """A project with `main`, and a clone of it as a runner makes it."""

    def __init__(self, folder: Path) -> None:
        self.origin = folder / "origin"
        self.clone = folder / "clone"
        self.folder = folder
        make_problem(self.origin / "problems" / "addition")
        self.git("init", "--quiet", "-b", "main")
        self.put("alice/addition.py", RIGHT)
        self.base = self.commit()

    def git(self, *arguments: str) -> str:
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
        return subprocess.run(command, cwd=self.origin, check=True, capture_output=True, text=True).stdout.strip()

    def put(self, name: str, text: str) -> None:
        path = self.origin / "solutions" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "--quiet", "-m", "one")
        return self.git("rev-parse", "HEAD")

    def run_job(self, **variables: str) -> subprocess.CompletedProcess[str]:
        subprocess.run(["git", "clone", "--quiet", self.origin, self.clone], check=True, capture_output=True)
        (self.clone / "pip.py").write_text("raise SystemExit('hijacked')")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "CI_DEFAULT_BRANCH": "main",
            "JUDGE_SANDBOX": "process",
            "JUDGE_HOME": str(self.folder / "home"),
            "JUDGE_PACKAGE": str(small_package(self.folder / "package")),
        }
        script = "\n".join(JOB["script"]).replace("/opt/judge", f"{self.folder}/judge")
        command = ["sh", "-e", "-c", script]
        return subprocess.run(
            command, cwd=self.clone, env=environment | variables, capture_output=True, text=True, check=False
        )


def test_a_merge_request_is_graded_for_what_it_changes_with_the_problems_of_the_default_branch(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.git("checkout", "--quiet", "-b", "mine")
    for test in (project.origin / "problems" / "addition" / "tests").iterdir():
        test.write_text("def test_all(solution):\n    pass\n")
    project.put("bob/addition.py", WRONG)
    project.commit()
    done = project.run_job(CI_MERGE_REQUEST_DIFF_BASE_SHA=project.base)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "bob/addition  WA" in done.stdout
    assert "alice" not in done.stdout
    reports = JOB["artifacts"]["reports"]
    assert ET.parse(project.clone / reports["junit"]).getroot().tag == "testsuites"
    assert json.loads((project.clone / reports["codequality"]).read_text())
    assert all((project.clone / path).is_file() for path in JOB["artifacts"]["paths"])


def test_the_default_branch_is_graded_whole(tmp_path: Path) -> None:
    done = Project(tmp_path).run_job()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "alice/addition  AC" in done.stdout
