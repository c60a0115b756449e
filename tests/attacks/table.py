"""The table of attacks in docs/security.md: `.venv/bin/python tests/attacks/table.py` runs them all and writes it anew.

`test_attacks.py` compares it with the programs, so that neither can change without the other.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tabulate import tabulate

from tests.attacks.declared import PROGRAMS, Program

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "security.md"
HEADING = "## The attacks\n"
COLUMNS = ("attack", "what it tries", "class", "verdict", "time")


@dataclass(frozen=True, slots=True)
class Row:
    """One attack, as the table has it."""

    attack: str
    tries: str
    catalogue: str
    verdict: str
    time_s: float


def row_of(program: Program, time_s: float) -> Row:
    """What the table says of a program."""
    return Row(str(program), program.tries, program.catalogue, str(program.verdict), time_s)


def text_of(rows: Iterable[Row]) -> str:
    """The table in Markdown."""
    cells = [
        (f"`{row.attack}`", row.tries.replace("|", "\\|"), row.catalogue, row.verdict, f"{row.time_s:.1f} s")
        for row in rows
    ]
    return tabulate(cells, COLUMNS, tablefmt="github", disable_numparse=True)


def rows_in(document: str) -> list[Row]:
    """The rows of the table that a document holds."""
    lines = document.partition(HEADING)[2].splitlines()
    found = []
    for line in lines:
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == len(COLUMNS) and cells[0].startswith("`"):
            found.append(Row(cells[0].strip("`"), *cells[1:4], time_s=float(cells[4].removesuffix(" s"))))
    return found


def main() -> None:
    """Judge every program once, alone, and write the table."""
    sys.path[:0] = [str(ROOT / "tests")]
    from test_attacks import judged_alone

    from judge.problem import Runtime
    from tests.conftest import close_shared_graders, docker_sandbox, share_graders_of

    rows = []
    for program in PROGRAMS:
        sandbox = share_graders_of(docker_sandbox(Runtime(program.target.runtime)))
        with tempfile.TemporaryDirectory() as folder:
            report = judged_alone(program, sandbox, Path(folder))
        rows.append(row_of(program, report.wall_s))
        print(f"{program}  {report.verdict}  {report.wall_s:.1f} s", flush=True)  # noqa: T201 - a command
    close_shared_graders()
    before = DOCUMENT.read_text(encoding="utf-8").partition(HEADING)[0]
    words = f"{len(rows)} programs. The time is that of the whole submission, its container's start included.\n"
    DOCUMENT.write_text(f"{before}{HEADING}\n{words}\n{text_of(rows)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
