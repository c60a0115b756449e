"""Problem folders for tests, written from a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judge.problem import Problem, load

if TYPE_CHECKING:
    from pathlib import Path

PROBLEM_TOML = """\
format = 1
title = "A problem of the tests"
title_zh = "测试题"
tags = ["test"]
difficulty = "easy"
entry = {entry}
runtime = "{runtime}"
forbidden = {forbidden}
[limits]
time_s = {time_s}
memory_mb = {memory_mb}
[complexity]
time = "O(1)"
space = "O(1)"
"""


def write_problem(
    folder: Path,
    tests: str,
    *,
    entry: tuple[str, ...] = ("f",),
    runtime: str = "python",
    forbidden: tuple[str, ...] = (),
    time_s: float = 1.0,
    memory_mb: int = 64,
    group: str = "hidden",
) -> Problem:
    """Write a problem folder of one file of tests, and load it."""
    (folder / "tests").mkdir(parents=True, exist_ok=True)
    values = {"runtime": runtime, "time_s": time_s, "memory_mb": memory_mb}
    lists = {"entry": str(list(entry)), "forbidden": str(list(forbidden))}
    (folder / "problem.toml").write_text(PROBLEM_TOML.format(**values, **lists), encoding="utf-8")
    for name, text in {"statement.md": "Do it.", "statement.zh.md": "做。", "stub.py": "", "editorial.md": ""}.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "tests" / f"test_{group}.py").write_text(tests, encoding="utf-8")
    return load(folder)
