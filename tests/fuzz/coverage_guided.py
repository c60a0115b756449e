"""Feeds one boundary inputs that reach new code, for so many seconds: python coverage_guided.py tensors --seconds 300.

atheris (libFuzzer) mutates what has reached something new. It ends at the first input that breaks the boundary, takes
longer than ten seconds or more than two gigabytes, writes that input beside where it runs, and exits with another code
than 0. The tests run it for a few seconds each.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["judge", "sandbox", "tomllib"]):
    from tests.support.boundaries import BOUNDARIES

MAX_INPUT_BYTES = 4096
MAX_INPUT_S = 10
MAX_MEMORY_MB = 2048


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("boundary", choices=BOUNDARIES)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, help="a folder that keeps what reached something new")
    asked = parser.parse_args()
    boundary = BOUNDARIES[asked.boundary]
    with tempfile.TemporaryDirectory() as temporary:
        corpus = asked.corpus or Path(temporary)
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(boundary.seeds()):
            (corpus / f"seed{number}").write_bytes(seed)
        options = {
            "max_total_time": asked.seconds,
            "seed": asked.seed,
            "max_len": MAX_INPUT_BYTES,
            "timeout": MAX_INPUT_S,
            "rss_limit_mb": MAX_MEMORY_MB,
            "print_final_stats": 1,
        }
        atheris.Setup(
            [sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), str(corpus)], boundary.read
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
