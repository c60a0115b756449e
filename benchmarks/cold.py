"""Cold `judge submit` against naked pytest on the same tests: `.venv/bin/python benchmarks/cold.py [ROUNDS]`.

Both sides are whole commands on the same accepted solution, run by turns; the medians and their ratio are printed.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROBLEMS = ("longest_substring", "layer_norm")


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall seconds of a command that must succeed."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - started


def main(rounds: int) -> None:
    """Print a table of medians."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {rounds}\n")
    print(f"{'problem':<20}{'cold submit':>14}{'naked pytest':>14}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"JUDGE_HOME": home, "JUDGE_SANDBOX": "docker"}
        for problem in PROBLEMS:
            solution = str(min((ROOT / "problems" / problem / "submissions" / "accepted").glob("*.py")))
            submit = [sys.executable, "-m", "judge", "submit", problem, solution]
            naked = [sys.executable, "-m", "pytest", "-q", f"problems/{problem}", "--solution", solution]
            naked += ["-p", "no:cacheprovider"]
            times: dict[str, list[float]] = {"submit": [], "naked": []}
            seconds(submit, environment)  # builds the image, fills the page cache
            for _ in range(rounds):
                times["submit"].append(seconds(submit, environment))
                times["naked"].append(seconds(naked, environment))
            submitted, bare = (statistics.median(times[side]) for side in ("submit", "naked"))
            print(f"{problem:<20}{submitted:>12.2f} s{bare:>12.2f} s{submitted / bare:>8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
