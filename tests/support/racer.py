"""One of several processes that judge at the same moment: for each line on standard input, one submission.

Usage: racer.py PROBLEM_FOLDER OWNER SPARE_S
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from judge.cli.context import Context
from judge.judging import judge
from judge.problem import load
from judge.sandboxes.docker import sandbox as docker
from judge.submission import Submission


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(folder: str, owner: str, spare_s: str) -> None:
    problem = load(Path(folder))
    settings = replace(Context().settings, owner=owner, spare_s=float(spare_s))
    say("ready")
    for line in sys.stdin:
        sandbox = docker.connect(problem.runtime, say, settings)
        report = judge(problem, Submission("x.py", line.encode().decode("unicode_escape").encode()), sandbox)
        say(f"{report.verdict} {'warm' if report.sandbox.warm else 'cold'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
