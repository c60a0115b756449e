"""Figures as ratios, each against a baseline of the same run: `.venv/bin/python benchmarks/run.py [NAME...]`.

With no names all are taken; `--rounds N` sets how many turns a median has (15).
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

import alike
import commands
import core
import grading
import walls
from measure import Row
from tabulate import tabulate

ALL = {
    "cold": commands.cold,
    "warm": commands.warm,
    "watch": commands.watch,
    "throughput": core.throughput,
    "mutants": core.mutants,
    "batch": core.batch,
    "grid": core.grid,
    "memory": core.memory,
    "class": grading.whole_class,
    "floors": core.floors,
    "walls": walls.walls,
    "alike": alike.alike,
}


def main() -> None:
    """Print a table in Markdown, each row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}")
    parser.add_argument("--rounds", type=int, default=15)
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(ALL):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as home:
        for name in chosen.names or ALL:
            for row in ALL[name](Path(home), chosen.rounds):
                print(f"{row.what}: {row.ratio:.3f}", file=sys.stderr, flush=True)
                rows.append(row)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {chosen.rounds}\n"
    )
    table = [
        [
            row.what,
            row.against,
            f"{row.value:.3f} {row.unit}",
            f"{row.baseline:.3f} {row.unit}",
            f"{row.ratio:.2f}",
            row.goal,
        ]
        for row in rows
    ]
    print(tabulate(table, ["what", "against", "measured", "baseline", "ratio", "goal"], tablefmt="github"))


if __name__ == "__main__":
    main()
