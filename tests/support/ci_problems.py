"""A problem of a few lines, solutions of it, and a judge that is installed without fetching anything."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

TOML = """\
format = 1
title = "Addition"
title_zh = "两数相加"
tags = ["small"]
difficulty = "easy"
entry = ["add"]
runtime = "python"
[limits]
time_s = 1.0
memory_mb = 64
[complexity]
time = "O(1)"
space = "O(1)"
"""
TEST = "from sandbox.checks import equal\n\n\ndef test_{name}(solution):\n    equal(solution.add({a}, 2), {a} + 2)\n"

RIGHT = "def add(a, b):\n    return a + b\n"
WRONG = "def add(a, b):\n    print('::error::forged')\n    return a - b\n"


def make_problem(folder: Path) -> None:
    files = {
        "problem.toml": TOML,
        "statement.md": "# Addition\n\nAdd *two* numbers.\n",
        "statement.zh.md": "# 两数相加\n\n求和。\n",
        "stub.py": "def add(a: int, b: int) -> int:\n    raise NotImplementedError\n",
        "editorial.md": "# Editorial\n\n## Hints\n\n### Hint 1\n\nPlus.\n\n## Solution\n\n`a + b`\n",
        "tests/test_sample.py": TEST.format(name="one", a=1),
        "tests/test_hidden.py": TEST.format(name="seven", a=7),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


JUDGE = f'#!/bin/sh\nPYTHONPATH={ROOT} exec {BIN / "judge"} "$@"\n'
"""The judge of this environment."""

BACKEND = f"""
import zipfile

def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "interview_judge-0-py3-none-any.whl"
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        script = zipfile.ZipInfo("interview_judge-0.data/scripts/judge")
        script.external_attr = 0o100755 << 16
        wheel.writestr(script, {JUDGE!r})
        wheel.writestr("interview_judge-0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: interview-judge\\nVersion: 0\\n")
        wheel.writestr("interview_judge-0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("interview_judge-0.dist-info/RECORD", "")
    return name
"""


def small_package(folder: Path) -> Path:
    """A package that pip builds without fetching anything, whose `judge` is that of this environment."""
    folder.mkdir()
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    (folder / "backend.py").write_text(BACKEND)
    return folder


@cache
def known_options() -> str:
    """The help of `judge grade`: options and forms that there are."""
    done = subprocess.run([BIN / "judge", "grade", "--help"], capture_output=True, text=True, check=True)
    return done.stdout
