"""The core: throughput, the cost of a call and of a large argument, memory, and lower bounds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from measure import ROOT, Row, by_turns, seconds, solution

from judge.cli.context import Context
from judge.judging import judge
from judge.pool import judge_each
from judge.problem import Problem, Runtime, load
from judge.sandbox_kind import SandboxKind
from judge.sandboxes import Sandbox
from judge.sandboxes.choice import choose
from judge.submission import Event, Submission, TestEnded
from judge.verdict import TestResult, Verdict
from judge.verify import mutation_run
from judge.verify.mutants import mutants_of

SUBMISSIONS = 200
COLD_RUNS = 10
_TINY = {
    "problem.toml": """\
format = 1
title = "T"
title_zh = "题"
tags = ["t"]
difficulty = "easy"
entry = ["Counter"]
runtime = "python"
[limits]
time_s = 10.0
memory_mb = 256
[complexity]
time = "O(1)"
space = "O(1)"
""",
    "tests/test_hidden.py": """\
import time

class Counter:
    def __init__(self): self.total = 0
    def add(self, x):
        self.total += x
        return self.total

def run(counter, calls):
    return [getattr(counter, name)(*arguments) for name, *arguments in calls]

def test_one(solution):
    calls = [("add", number) for number in range(10_000)]
    began = time.perf_counter()
    expected = run(Counter(), calls)
    local = time.perf_counter() - began
    counter = solution.Counter()
    began = time.perf_counter()
    got = solution.batch(counter, calls)
    remote = time.perf_counter() - began
    assert got == expected
    raise AssertionError(f"{remote} {local}")
""",
}
_COUNTER = b"""
class Counter:
    def __init__(self): self.total = 0
    def add(self, x):
        self.total += x
        return self.total
"""


def _sandbox(runtime: Runtime) -> Sandbox:
    settings = replace(Context().settings, spare_s=0)
    return choose(SandboxKind.DOCKER, runtime, print, fall_back=False, settings=settings)


def _submission(problem: str) -> Submission:
    return Submission(solution(problem), Path(solution(problem)).read_bytes())


def throughput(home: Path, rounds: int) -> Iterator[Row]:  # noqa: ARG001 - the signature of a benchmark
    """200 PyTorch submissions of one author, against a cold container with pytest for each."""
    problem, sandbox, submission = (
        load(ROOT / "problems" / "layer_norm"),
        _sandbox(Runtime.TORCH),
        _submission("layer_norm"),
    )

    def work(_: int, reusing: Sandbox) -> Verdict:
        return judge(problem, submission, reusing).verdict

    began = time.perf_counter()
    verdicts = [verdict for _, verdict in judge_each(work, range(SUBMISSIONS), sandbox, os.cpu_count() or 1)]
    each_s = (time.perf_counter() - began) / SUBMISSIONS
    assert set(verdicts) == {Verdict.ACCEPTED}  # noqa: S101 - a benchmark of wrong verdicts is none
    yield Row(f"one of {SUBMISSIONS} torch submissions", "docker run pytest", each_s, _cold_s(sandbox), goal="0.05")


def mutants(home: Path, rounds: int) -> Iterator[Row]:  # noqa: ARG001 - the signature of a benchmark
    """All mutants of a PyTorch problem, the start of their containers included, against a cold container for each."""
    problem, sandbox = load(ROOT / "problems" / "layer_norm"), _sandbox(Runtime.TORCH)
    accepted = sorted(problem.folder.glob("submissions/accepted/*.py"))
    all_mutants = mutants_of(((f"accepted/{path.name}", path.read_bytes()) for path in accepted), torch=True)
    began = time.perf_counter()
    fates = list(mutation_run.run(problem, all_mutants, [], sandbox, os.cpu_count() or 1, known={}))
    each_s = (time.perf_counter() - began) / len(fates)
    yield Row(f"one of {len(fates)} torch mutants", "docker run pytest", each_s, _cold_s(sandbox), goal="0.1 s")


def _cold_s(sandbox: Sandbox) -> float:
    """The mean seconds of pytest with a solution of `layer_norm` in a new container."""
    pytest = [
        "-m",
        "pytest",
        "-q",
        "-c",
        "/dev/null",
        "-p",
        "no:cacheprovider",
        "-p",
        "sandbox.plugin",
        "/w/problems/layer_norm",
    ]
    run = [
        "docker",
        "run",
        "--rm",
        "--network=none",
        "--env=TMPDIR=/dev/shm",
        f"--volume={ROOT}:/w:ro",
        "--env=PYTHONPATH=/judge",
    ]
    inside = str(Path("/w") / Path(solution("layer_norm")).relative_to(ROOT))
    cold = [*run, "--entrypoint=/venv/bin/python", sandbox.info.image, *pytest, "--solution", inside]
    return statistics.mean(seconds(cold) for _ in range(COLD_RUNS))


def batch(home: Path, rounds: int) -> Iterator[Row]:
    """10,000 operations on a remote object in one round trip, against the same loop in one process plus 200 ms."""
    problem, sandbox = _tiny(home), _sandbox(Runtime.PYTHON)
    pairs = [_figures(problem, sandbox) for _ in range(rounds)]
    remote, local = (statistics.median(column) for column in zip(*pairs, strict=True))
    yield Row("10,000 operations in one round trip", "in process + 0.2 s", remote, local + 0.2, goal="1.0")


def _figures(problem: Problem, sandbox: Sandbox) -> tuple[float, float]:
    report = judge(problem, Submission("x.py", _COUNTER), sandbox)
    remote, local = map(float, report.tests[0].message.split())
    return remote, local


def _tiny(home: Path) -> Problem:
    for name, text in _TINY.items():
        path = home / "tiny" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name in ("statement.md", "statement.zh.md", "stub.py", "editorial.md"):
        (home / "tiny" / name).write_text("x = 1\n")
    return load(home / "tiny")


def grid(home: Path, rounds: int) -> Iterator[Row]:  # noqa: ARG001 - the signature of a benchmark
    """A grid of a million cells as an argument: the test's wall time beyond the solution's own CPU time."""
    name = "number_of_islands"
    problem, sandbox, submission = load(ROOT / "problems" / name), _sandbox(Runtime.PYTHON), _submission(name)

    def overhead() -> float:
        ends: dict[str, float] = {}
        results: list[TestResult] = []

        def on_event(event: Event) -> None:
            if isinstance(event, TestEnded):
                results.append(event.result)
                ends[event.result.name] = time.perf_counter()

        judge(problem, submission, sandbox, on_event=on_event)
        slowest = max(results, key=lambda result: result.time_s)
        before = results[results.index(slowest) - 1]
        return ends[slowest.name] - ends[before.name] - slowest.time_s

    yield Row("overhead of a 1000 x 1000 grid", "0.3 s", *by_turns(rounds, overhead, lambda: 0.3), goal="1.0")


def memory(home: Path, rounds: int) -> Iterator[Row]:  # noqa: ARG001 - the signature of a benchmark
    """The memory of the judge process after 1,000 submissions, against after 50."""
    problem, sandbox, submission = _tiny(home), _sandbox(Runtime.PYTHON), Submission("x.py", _COUNTER)
    mb_after: dict[int, float] = {}

    def work(_: int, reusing: Sandbox) -> Verdict:
        return judge(problem, submission, reusing).verdict

    for count, _ in enumerate(judge_each(work, range(1000), sandbox, os.cpu_count() or 1), 1):
        if count in {50, 1000}:
            mb_after[count] = (
                int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
            )
    yield Row("memory after 1,000 submissions", "after 50", mb_after[1000], mb_after[50], "MB", goal="1.1")


def floors(home: Path, rounds: int) -> Iterator[Row]:  # noqa: ARG001 - the signature of a benchmark
    """The times that no judge of this kind can beat, against the start of an interpreter."""
    image = _sandbox(Runtime.PYTHON).info.image
    started = subprocess.run(
        ["docker", "run", "--rm", "--detach", "--entrypoint=/bin/sleep", image, "600"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    try:
        sides = {
            "docker exec true": lambda: seconds(["docker", "exec", started, "/bin/true"]),
            "docker run true": lambda: seconds(
                ["docker", "run", "--rm", "--network=none", "--entrypoint=/bin/true", image]
            ),
            "judge --version": lambda: seconds([sys.executable, "-m", "judge", "--version"]),
            "a fork with torch loaded": _fork_with_torch,
        }
        *times, baseline = by_turns(rounds, *sides.values(), lambda: seconds([sys.executable, "-c", "pass"]))
    finally:
        subprocess.run(["docker", "rm", "--force", started], check=True, capture_output=True)
    for name, value in zip(sides, times, strict=True):
        yield Row(name, "interpreter start", value, baseline)


def _fork_with_torch() -> float:
    code = (
        "import os, time, torch\nt = time.perf_counter()\npid = os.fork()\n"
        "if pid == 0: os._exit(0)\nos.waitpid(pid, 0)\nprint(time.perf_counter() - t)"
    )
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
