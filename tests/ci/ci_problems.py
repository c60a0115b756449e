"""A problem of a few lines, and solutions of it."""

from __future__ import annotations

from pathlib import Path

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
