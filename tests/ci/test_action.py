"""The steps of the composite action, run in a shell as GitHub runs them, on real branches."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from judge.problem import Runtime
from judge.sandboxes import Sandbox
from tests.support.ci_problems import JUDGE, RIGHT, ROOT, WRONG, known_options, make_problem, small_package

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL, GRADE = ACTION["runs"]["steps"]
BASH = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c"]


@dataclass
class Ran:
    code: int
    log: str
    outputs: dict[str, str] = field(default_factory=dict)


class Runner:
    """A checkout, and what GitHub's runner gives to a step in it."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.temporary = folder / "runner"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(self.temporary / "output"),
            "GITHUB_STEP_SUMMARY": str(self.temporary / "summary.md"),
            "CI": "true",
            "JUDGE_HOME": str(folder / "home"),
            "JUDGE_SANDBOX": "process",
            "JUDGE_PROBLEMS": str(folder / "problems"),
        }
        make_problem(folder / "problems" / "addition")
        self.temporary.mkdir()
        self.checkout.mkdir()
        self.git("init")
        self.put("README.md", "practice")
        self.commit()

    def git(self, *arguments: str) -> str:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=self.checkout, check=True, capture_output=True, text=True).stdout.strip()

    def put(self, name: str, text: str) -> None:
        path = self.checkout / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "-m", "one", "--allow-empty")
        return self.git("rev-parse", "HEAD")

    def step(self, step: dict[str, object], **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*BASH, str(step["run"])],
            cwd=self.checkout,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def borrow_judge(self) -> None:
        """The judge of this environment where the first step puts its own."""
        bin_folder = self.temporary / "judge-venv" / "bin"
        bin_folder.mkdir(parents=True)
        (bin_folder / "judge").write_text(JUDGE)
        (bin_folder / "judge").chmod(0o755)

    def grade(self, **inputs: str) -> Ran:
        """The second step, with these inputs and the defaults of the others."""
        given = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()}
        given["formats"] = "json junit markdown" if "html" not in known_options() else given["formats"]
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        environment = {
            name: given[re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", expression)[1]]
            for name, expression in GRADE["env"].items()
        }
        done = self.step(GRADE, **environment)
        output = self.temporary / "output"
        lines = output.read_text().splitlines() if output.exists() else []
        return Ran(done.returncode, done.stdout, dict(line.split("=", 1) for line in lines))


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    made.borrow_judge()
    return made


def commands(log: str) -> list[str]:
    """The workflow commands that GitHub would obey: those outside of a silence."""
    obeyed, until = [], ""
    for line in log.splitlines():
        if until:
            until = "" if line.strip() == f"::{until}::" else until
        elif line.startswith("::stop-commands::"):
            until = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::"):
            obeyed.append(line.lstrip())
    assert until == "", "the silence has no end"
    return obeyed


def test_accepted_solutions_pass_and_leave_a_report(runner: Runner) -> None:
    runner.put("solutions/addition.py", RIGHT)
    ran = runner.grade()
    assert ran.code == 0, ran.log
    assert "1 of 1 solution accepted" in ran.log
    assert ran.outputs["exit-code"] == "0"
    report = Path(ran.outputs["report"])
    assert json.loads((report / "judge.json").read_text())["accepted"] == 1
    assert (report / "judge.xml").read_text().startswith("<?xml")
    assert (report / "judge.md").is_file()
    assert commands(ran.log) == []


def test_a_wrong_one_fails_and_is_annotated_and_its_output_is_no_command(runner: Runner) -> None:
    runner.put("solutions/bob/addition.py", WRONG)
    ran = runner.grade()
    assert (ran.code, ran.outputs["exit-code"]) == (1, "1")
    assert [one.partition(",")[0] for one in commands(ran.log)] == ["::error file=solutions/bob/addition.py"]
    assert "forged" not in "".join(commands(ran.log))


def test_a_solution_cannot_end_the_silence(runner: Runner) -> None:
    """It prints and raises what looks like commands, with any word that it can think of."""
    hostile = (
        "def add(a, b):\n    raise ValueError('\\n::stop-commands::x\\n::x::\\n::error::forged\\n::add-mask::a')\n"
    )
    runner.put("solutions/bob/addition.py", hostile)
    ran = runner.grade()
    assert ran.code == 1
    assert not [one for one in commands(ran.log) if "forged" in one.split("::")[1] or "mask" in one.split("::")[1]]


def test_only_what_the_branch_changes_with_a_base(runner: Runner) -> None:
    runner.put("solutions/alice/addition.py", WRONG)
    base = runner.commit()
    runner.put("solutions/bob/addition.py", RIGHT)
    runner.commit()
    ran = runner.grade(base=base)
    assert ran.code == 0, ran.log
    assert "1 of 1 solution accepted" in ran.log


@pytest.mark.parametrize("base", ["$(touch ran)", "`touch ran`", "--output=ran", "a; touch ran", "x\n::error::y"])
def test_a_hostile_ref_stays_a_ref(runner: Runner, base: str) -> None:
    runner.put("solutions/addition.py", RIGHT)
    runner.commit()
    for ran in (runner.grade(base=base), runner.grade(trusted=base)):
        assert ran.code == 2, ran.log
        assert "::error::y" not in commands(ran.log)
    assert not list(runner.checkout.rglob("ran"))


def test_hostile_names_of_files_stay_names(runner: Runner) -> None:
    for name in ("$(touch ran).py", "`touch ran`.py", "--base=x", "a\n::error::forged", "-x.py"):
        runner.put(f"solutions/{name}", RIGHT)
    runner.put("solutions/addition.py", RIGHT)
    ran = runner.grade()
    assert ran.code == 0, ran.log
    assert commands(ran.log) == []
    assert not list(runner.checkout.rglob("ran"))


def test_several_folders_are_a_line_each(runner: Runner) -> None:
    runner.put("first group/alice/addition.py", RIGHT)
    runner.put("-second/addition.py", RIGHT)
    ran = runner.grade(solutions="first group\n-second\n")
    assert ran.code == 0, ran.log
    assert "2 of 2 solutions accepted" in ran.log


def test_a_trusted_side_without_problems_and_rules_leaves_those_of_judge(runner: Runner) -> None:
    runner.put("solutions/addition.py", RIGHT)
    base = runner.commit()
    ran = runner.grade(trusted=base)
    assert ran.code == 0, ran.log


def test_problems_and_rules_of_the_trusted_side_count(runner: Runner) -> None:
    if "--problems-from" not in known_options():
        pytest.skip("--problems-from is on its way")
    make_problem(runner.checkout / "problems" / "subtraction")
    base = runner.commit()
    (runner.checkout / "problems" / "subtraction" / "tests" / "test_hidden.py").write_text("def test(solution): pass\n")
    (runner.checkout / "problems" / "subtraction" / "tests" / "test_sample.py").write_text("def test(solution): pass\n")
    runner.put("solutions/subtraction.py", WRONG)
    runner.commit()
    ran = runner.grade(trusted=base)
    assert ran.code == 1, ran.log
    assert "subtraction  WA" in ran.log


def test_a_trusted_side_that_is_not_there_says_what_to_do(runner: Runner) -> None:
    runner.put("solutions/addition.py", RIGHT)
    ran = runner.grade(trusted="origin/main")
    assert ran.code == 2
    assert "fetch-depth: 0" in commands(ran.log)[0]


def test_a_fault_of_ours_is_said_to_be_ours(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "problems" / "addition" / "problem.toml").write_text("format = 1\n")
    runner.put("solutions/addition.py", RIGHT)
    ran = runner.grade()
    assert (ran.code, ran.outputs["exit-code"]) == (3, "3")
    assert "not a solution" in commands(ran.log)[-1]


def test_likeness_is_a_switch(runner: Runner) -> None:
    runner.put("solutions/addition.py", RIGHT)
    assert runner.grade(alike="true").code == 0


def test_an_old_report_is_not_taken_for_the_new_one(runner: Runner) -> None:
    runner.put("solutions/addition.py", RIGHT)
    report = Path(runner.grade().outputs["report"])
    (report / "old").write_text("old")
    (runner.temporary / "output").unlink()
    runner.grade()
    assert not (report / "old").exists()


@pytest.mark.docker
def test_solutions_run_in_docker_where_nothing_else_is_said(
    runner: Runner, docker: Callable[[Runtime], Sandbox]
) -> None:
    """As on GitHub's own machines, with the environment that they have."""
    docker(Runtime.PYTHON)
    del runner.environment["JUDGE_SANDBOX"]
    runner.put("solutions/alice/addition.py", RIGHT)
    runner.put("solutions/bob/addition.py", WRONG)
    ran = runner.grade()
    assert ran.code == 1, ran.log
    report = json.loads((Path(ran.outputs["report"]) / "judge.json").read_text())
    found = {one["author"]: (one["verdict"], one["report"]["sandbox"]["kind"]) for one in report["solutions"]}
    assert found == {"alice": ("AC", "docker"), "bob": ("WA", "docker")}


@pytest.mark.slow
def test_nothing_of_the_branch_runs_when_judge_is_installed_and_grades(tmp_path: Path) -> None:
    """Both steps, in a checkout that is full of what Python, pip and git might pick up."""
    runner = Runner(tmp_path)
    trap = f"open({str(tmp_path / 'ran')!r}, 'a').write(__name__)\n"
    for name in ("pip", "venv", "json", "sitecustomize", "usercustomize", "click", "ensurepip", "hatchling", "docker"):
        runner.put(f"{name}.py", trap)
    for name in ("judge", "sandbox"):
        runner.put(f"{name}/__init__.py", trap)
    runner.put("conftest.py", trap)
    runner.put("solutions/conftest.py", trap)
    runner.put("pyproject.toml", "[build-system]\nrequires = []\nbuild-backend = 'judge'\nbackend-path = ['.']\n")
    runner.put("pip.conf", "[global]\nindex-url = https://evil.example\n")
    runner.put(".gitattributes", "* filter=evil diff=evil\n")
    runner.put("solutions/addition.py", RIGHT)
    runner.commit()
    installed = runner.step(INSTALL, GITHUB_ACTION_PATH=str(small_package(tmp_path / "action")))
    assert installed.returncode == 0, installed.stdout
    ran = runner.grade()
    assert ran.code == 0, ran.log
    assert "1 of 1 solution accepted" in ran.log
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
def test_a_runner_with_an_old_python_says_what_to_do(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    old = tmp_path / "bin" / "python3"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = runner.step(INSTALL, PATH=f"{old.parent}:{os.environ['PATH']}")
    assert done.returncode == 4
    assert "Add actions/setup-python" in commands(done.stdout)[0]
