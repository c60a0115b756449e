"""`judge grade` on a class: 1,000 solutions of 100 authors in one run, against a cold container for each.

Right, wrong, crashing and slow ones of ten problems and three runtimes, each out of a problem's own submissions.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from measure import JUDGE, ROOT, Row

from judge.cli.context import Context
from judge.problem import load
from judge.sandbox_kind import SandboxKind
from judge.sandboxes.choice import choose
from judge.sandboxes.docker import containers
from judge.sandboxes.docker.sandbox import engine_of
from judge.verify.folder_check import VERDICTS_OF

AUTHORS = int(os.environ.get("BENCHMARK_AUTHORS", "100"))
COLD_RUNS = 20
PROBLEMS = (
    "longest_substring", "zero_partition", "median_of_array", "minimum_window", "parse_model_output", "softmax",
    "top_k_top_p", "layer_norm", "rms_norm", "reward_model_loss",
)  # fmt: skip
KINDS = (*["accepted"] * 6, *["wrong_answer"] * 2, "run_time_error", "time_limit_exceeded")
COLD_LIMIT_S = 20
"""Seconds after which a slow solution in a cold container is ended: the judge's budget for time-outs."""


def whole_class(home: Path, rounds: int) -> Iterator[Row]:  # noqa: ARG001 - the signature of a benchmark
    """One run over the class, with the judge's memory during it, and what is left after it."""
    written = _write(home)
    total = len(written)
    own = {"JUDGE_HOME": str(home), "JUDGE_WARM_MINUTES": "0", "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(ROOT)}
    (home / "tmp").mkdir()
    command = [*JUDGE, "grade", "--jobs", str(os.cpu_count()), "--format", "terminal", "--format", "json=grade.json"]
    held_mb = []
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=home, env=os.environ | own, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout  # noqa: S101 - it is a pipe
        for line in running.stdout:
            if re.match(r"\S+ author\d+/", line):
                status = Path(f"/proc/{running.pid}/status").read_text()
                held_mb.append(int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024)
    each_s = (time.perf_counter() - began) / total
    yield Row(f"one of {total} solutions of {AUTHORS} authors", "docker run pytest", each_s, _cold(home, written))
    # large arguments on their way come and go: what is kept shows in the least of many looks
    fifth = total // 5
    first, last = min(held_mb[:fifth]), min(held_mb[-fifth:])
    yield Row(
        f"memory of the judge in the last fifth of {total} solutions", "in the first", last, first, "MB", goal="1.1"
    )
    _check(home, written)


def _write(folder: Path) -> dict[str, str]:
    """A different solution of each author for each problem, and the folder of submissions that each is from."""
    written = {}
    for author in range(AUTHORS):
        for index, problem in enumerate(PROBLEMS):
            kind = KINDS[(author + index) % len(KINDS)]
            there = ROOT / "problems" / problem / "submissions"
            found = sorted((there / kind).glob("*.py")) or sorted((there / "wrong_answer").glob("*.py"))
            chosen = found[author % len(found)]
            path = folder / "solutions" / f"author{author:03}" / f"{problem}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{chosen.read_text()}\n# of author {author}\n")
            written[str(path.relative_to(folder))] = chosen.parent.name
    return written


def _check(home: Path, written: dict[str, str]) -> None:
    """Check that each solution has one verdict, that of its folder, and that nothing is left behind."""
    solutions = json.loads((home / "grade.json").read_text())["solutions"]
    assert Counter(one["file"] for one in solutions) == Counter(written.keys())  # noqa: S101
    verdicts = {one["file"]: one["verdict"] for one in solutions}
    wrong = {file: verdict for file, verdict in verdicts.items() if verdict not in VERDICTS_OF[written[file]]}
    left = containers.ours(engine_of(Context().settings), f"{containers.OWNER}={_owner(home)}")
    lock = "images"  # of building an image: one file, which stays
    files = [path for path in (home / "tmp").rglob("*") if not path.is_dir() and path.name != lock]
    found = f"{wrong} {left} {files}"
    assert found == "{} [] []", found  # noqa: S101


def _owner(home: Path) -> str:
    """The owner of the run's containers: other judges on the machine have their own."""
    command = [sys.executable, "-c", "from judge.cli.context import Context; print(Context().settings.owner)"]
    environment = os.environ | {"JUDGE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()


def _cold(home: Path, written: dict[str, str]) -> float:
    """Seconds of a fresh container with pytest for one solution: the mean of some, drawn from all."""
    settings = replace(Context().settings, spare_s=0)
    run = ["docker", "run", "--rm", "--network=none", "--env=TMPDIR=/dev/shm", "--env=PYTHONPATH=/judge"]
    run += [f"--volume={ROOT}:/w:ro", f"--volume={home}:/s:ro", "--entrypoint=/usr/bin/env"]
    pytest = [
        "/venv/bin/python",
        "-m",
        "pytest",
        "-q",
        "-c",
        "/dev/null",
        "-p",
        "no:cacheprovider",
        "-p",
        "sandbox.plugin",
    ]
    took_s = 0.0
    for file in random.Random(0).sample(sorted(written), COLD_RUNS):  # noqa: S311 - which ones does not matter
        problem = load(ROOT / "problems" / Path(file).stem)
        image = choose(SandboxKind.DOCKER, problem.runtime, print, fall_back=False, settings=settings).info.image
        tests = [f"/w/problems/{problem.id}", "--solution", f"/s/{file}"]
        began = time.perf_counter()
        limited = ["timeout", "--signal=KILL", str(COLD_LIMIT_S), *pytest, *tests]
        subprocess.run([*run, image, *limited], check=False, capture_output=True)
        took_s += time.perf_counter() - began
    return took_s / COLD_RUNS
