"""Whole commands, as a person waits for them: cold, warm, and a save under `judge watch`."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
from measure import JUDGE, Row, by_turns, naked_pytest, seconds, solution

_LOAD_S = {"python": 1.5, "torch": 7.0}
"""Seconds after which a spare has certainly loaded its runtime: twice what it takes."""


def cold(home: Path, rounds: int) -> Iterator[Row]:
    """`judge submit` with two fresh containers."""
    environment = {"JUDGE_HOME": str(home), "JUDGE_SANDBOX": "docker", "JUDGE_WARM_MINUTES": "0"}
    for problem in ("longest_substring", "layer_norm"):
        submit = [*JUDGE, "submit", problem, solution(problem)]
        times = by_turns(rounds, lambda: seconds(submit, environment), lambda: seconds(naked_pytest(problem)))  # noqa: B023
        yield Row(f"cold submit {problem}", "naked pytest", *times)


def warm(home: Path, rounds: int) -> Iterator[Row]:
    """`judge submit` with warm containers."""
    import_torch = [sys.executable, "-c", "import torch"]
    for problem, runtime, against, baseline, goal in (
        ("layer_norm", "torch", "naked pytest", naked_pytest("layer_norm"), "0.25"),
        ("multi_head_attention", "torch", "import torch", import_torch, "0.5"),
        ("longest_substring", "python", "naked pytest", naked_pytest("longest_substring"), "1.0"),
    ):
        times = by_turns(rounds, lambda: _warm_submit(problem, runtime, home), lambda: seconds(baseline))  # noqa: B023
        yield Row(f"warm submit {problem}", against, *times, goal=goal)


def _warm_submit(problem: str, runtime: str, home: Path) -> float:
    environment = {"JUDGE_HOME": str(home), "JUDGE_SANDBOX": "docker", "JUDGE_WARM_MINUTES": "15"}
    seconds([*JUDGE, "sandbox", "warm", runtime], environment)
    time.sleep(_LOAD_S[runtime])
    return seconds([*JUDGE, "submit", problem, solution(problem)], environment)


def watch(home: Path, rounds: int) -> Iterator[Row]:
    """From a save to its verdict on the screen, samples only on both sides, as `judge watch` judges them."""
    problem = "layer_norm"
    file = home / f"{problem}.py"
    right = Path(solution(problem)).read_text()
    file.write_text(right)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment = inherited | {"JUDGE_HOME": str(home), "JUDGE_SANDBOX": "docker", "TERM": "xterm"}
    command = [*JUDGE[1:], "watch", problem, str(file)]
    with contextlib.closing(pexpect.spawn(JUDGE[0], command, env=environment, timeout=60, encoding="utf-8")) as screen:
        screen.expect(_VERDICT)
        count = 0

        def save() -> float:
            nonlocal count
            count += 1
            time.sleep(1)  # nobody saves twice in a second
            began = time.perf_counter()
            file.write_text(f"{right}\n# save {count}\n")
            screen.expect(_VERDICT)
            return time.perf_counter() - began

        samples = naked_pytest(problem, "tests/test_sample.py")
        times = by_turns(rounds, save, lambda: seconds(samples))
        screen.send("q")
    yield Row(f"save to verdict in watch {problem}", "naked pytest", *times, goal="0.1")


_VERDICT = re.compile(r"\d+ of \d+ tests")
