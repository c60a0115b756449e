"""The wheel is complete: from an empty folder elsewhere, it lists problems and judges as a checkout does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from judge.contest.files import PRESETS

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith("JUDGE_")
    }
    return subprocess.run(
        command, cwd=cwd, env={**clean, **environment}, capture_output=True, text=True, check=False, timeout=240
    )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy to build from, so that the build leaves nothing in the checkout."""
    pytest.importorskip("build", reason="pip install build")
    source = tmp_path_factory.mktemp("source") / "judge"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "dist", "build")
    shutil.copytree(ROOT, source, ignore=ignored)
    shutil.copyfile(ROOT / ".gitignore", source / ".gitignore")
    return source


def built(source: Path, kind: str) -> Path:
    """The file that `python -m build --wheel` or `--sdist` creates."""
    target = source.parent / kind
    done = run(sys.executable, "-m", "build", f"--{kind}", "--outdir", target, cwd=source)
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = target.iterdir()
    return file


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    return built(source, "wheel")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `judge` of an environment with the wheel, which borrows its dependencies from this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    site_packages = next(folder.glob("lib/python*/site-packages"))
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
    install += ["--ignore-installed"]  # otherwise pip removes the judge that runs this test
    done = run(*install, "--prefix", folder, wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    # a .pth line adds a folder after the wheel's own, but not the editable install of this checkout
    (site_packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    script = folder / "bin" / "judge"
    script.write_text(f"#!{folder / 'bin' / 'python'}\n" + script.read_text().partition("\n")[2])
    return script


def test_the_wheel_contains_problems_and_sandbox(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    problems = {path.parent.name for path in (ROOT / "problems").glob("*/problem.toml")}
    assert {f"judge/_problems/{problem}/problem.toml" for problem in problems} <= names
    assert {f"judge/_problems/{problem}/tests/test_hidden.py" for problem in problems} <= names
    assert {f"judge/contest/presets/{path.name}" for path in PRESETS.glob("*.toml")} <= names
    assert {
        "sandbox/Dockerfile",
        "sandbox/requirements.txt",
        "sandbox/requirements-torch.txt",
        "sandbox/packages.sha256",
    } <= names
    assert {f"judge/ci/{path.name}" for path in (ROOT / "judge" / "ci").iterdir() if path.is_file()} <= names
    assert {"sandbox/worker.py", "sandbox/grader.py", "judge/template/problem.toml.txt"} <= names
    assert {path.name for path in (ROOT / "sandbox").iterdir() if path.is_file()} <= {Path(name).name for name in names}


def test_the_wheel_contains_no_caches_and_none_of_our_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [
        name for name in names if "__pycache__" in name or name.startswith(("tests/", "problems/", "solutions/"))
    ]


def test_the_source_distribution_contains_no_solutions(source: Path) -> None:
    with tarfile.open(built(source, "sdist")) as archive:
        folders = {Path(name).parts[1] for name in archive.getnames()}
    assert (source / "solutions" / "layer_norm.py").is_file()
    assert {"judge", "problems", "sandbox", "tests"} <= folders
    assert "solutions" not in folders


def test_the_program_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import judge, sandbox; print(judge.__file__); print(sandbox.__file__)"
    done = run(installed.parent / "python", "-c", code, cwd=tmp_path)
    assert done.stdout.splitlines() == [
        str(path)
        for name in ("judge", "sandbox")
        for path in installed.parents[1].glob(f"lib/*/site-packages/{name}/__init__.py")
    ]


def test_problems_are_listed_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "list", cwd=tmp_path, JUDGE_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert "longest_substring" in done.stdout


def test_a_submission_is_judged_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    submissions = ROOT / "problems" / "longest_substring" / "submissions"
    for kind, code in (("accepted", 0), ("wrong_answer", 1)):
        shutil.copyfile(next(iter(sorted((submissions / kind).glob("*.py")))), tmp_path / "mine.py")
        command = [installed, "submit", "longest_substring", "mine.py", "--sandbox", "process"]
        done = run(*command, cwd=tmp_path, JUDGE_HOME=str(tmp_path / "home"))
        assert done.returncode == code, done.stdout + done.stderr


def test_judge_new_creates_a_problem_in_the_current_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "new", "even_sum", cwd=tmp_path, JUDGE_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "problems" / "even_sum" / "problem.toml").is_file()


def test_judge_start_copies_the_stub_into_the_current_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "start", "longest_substring", cwd=tmp_path, JUDGE_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "solutions" / "longest_substring.py").is_file()
