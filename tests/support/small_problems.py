"""Problems of a few lines, and what a command line gave."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TOML = """\
format = 1
title = "{title}"
title_zh = "{title_zh}"
tags = ["{tag}", "small"]
difficulty = "{difficulty}"
entry = ["add"]
runtime = "python"
[limits]
time_s = 1.0
memory_mb = 64
[complexity]
time = "O(1)"
space = "O(1)"
"""

EDITORIAL = """\
# Editorial

## Hints

### Hint 1

Use a sign.

### Hint 2

Use the plus sign.

## Solution

`a + b`
"""

SAMPLE = """\
from sandbox.checks import equal


def test_one_and_two(solution):
    equal(solution.add(1, 2), 3, given="add(1, 2)")


def test_zeros(solution):
    equal(solution.add(0, 0), 0, given="add(0, 0)")
"""

HIDDEN = """\
from sandbox.checks import equal


def test_negative_numbers(solution):
    equal(solution.add(-7, -1), -8, given="add(-7, -1)")
"""

STUB = "def add(a: int, b: int) -> int:\n    raise NotImplementedError\n"
RIGHT = "def add(a, b):\n    return a + b\n"
WRONG = "def add(a, b):\n    print('seen', a)\n    return a + abs(b)\n"


def make_problem(folder: Path, title: str = "Addition", title_zh: str = "两数相加", **fields: str) -> None:
    (folder / "tests").mkdir(parents=True)
    keys = {"tag": "warm-up", "difficulty": "easy"} | fields
    files = {
        "problem.toml": TOML.format(title=title, title_zh=title_zh, **keys),
        "statement.md": f"# {title}\n\nAdd *two* numbers.\n",
        "statement.zh.md": f"# {title_zh}\n\n求和。\n",
        "stub.py": STUB,
        "editorial.md": EDITORIAL,
        "tests/test_sample.py": SAMPLE,
        "tests/test_hidden.py": HIDDEN,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def put(folder: Path, name: str, text: str = RIGHT) -> Path:
    """A solution, at a path below ./solutions."""
    path = folder / "solutions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def git(folder: Path, *arguments: str) -> None:
    """git, as somebody."""
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Judge = Callable[..., Ran]
