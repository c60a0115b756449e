"""The examples of docs/contests.md are true."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from judge.contest import files
from judge.contest.model import HintTaken
from judge.contest.rules import INTERVIEW, RULES
from judge.contest.scoring import score
from tests.support.contest_runs import contest, run

DOCS = Path(__file__).resolve().parents[3] / "docs"
DOCUMENT = (DOCS / "contests.md").read_text(encoding="utf-8")


def section(rule: str) -> str:
    """The text below the heading of a rule."""
    return re.split(rf"^### {rule}$", DOCUMENT, flags=re.MULTILINE)[1].split("\n#")[0]


@pytest.mark.parametrize("rule", RULES)
def test_the_example_of_each_rule_gives_the_documented_score(rule: str) -> None:
    lines = [" ".join(line.split()) for line in re.findall(r"^    ([A-C]  .*)$", section(rule), re.MULTILINE)]
    attempts = [line for line in lines if "hint" not in line]
    assert len(attempts) >= 3
    hints = tuple(
        HintTaken(label.lower(), int(number), 60.0 * int(minute))
        for label, minute, number in re.findall(r"^(\w) (\d+) hint (\d)$", "\n".join(lines), re.MULTILINE)
    )
    played = run("ann", *attempts, of=contest(rule, hint_cost=RULES[INTERVIEW].hint_cost))
    result = score(replace(played, hints=hints))
    figures = [int(number) for number in re.findall(r"\d+", section(rule).rpartition("Total: ")[2])]
    minutes = [result.penalty_s / 60] if RULES[rule].penalty_name else []
    assert figures == [result.solved if RULES[rule].pass_fail else result.points, *minutes]


def test_every_key_of_the_file_is_documented() -> None:
    section = DOCUMENT.partition("## The file of a contest")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))
    source = Path(files.__file__).read_text(encoding="utf-8")
    keys = set(re.findall(r'fields(?:\.\w+\(|, )"(\w+)"', source))
    assert named == keys | {"format"}


def test_every_preset_is_documented_with_its_minutes() -> None:
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (\d+) \|", DOCUMENT, re.MULTILINE))
    presets = {
        path.stem: re.findall(r"^minutes = (\d+)$", path.read_text(encoding="utf-8"), re.MULTILINE)[0]
        for path in files.PRESETS.glob("*.toml")
    }
    assert rows == presets


def test_the_documented_contest_file_is_valid(tmp_path: Path) -> None:
    from judge.problem import Catalogue

    shown = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "sunday.toml").write_text(shown[0], encoding="utf-8")
    catalogue = Catalogue([Path(__file__).resolve().parents[3] / "problems"])
    assert files.load(tmp_path / "sunday.toml", catalogue).title == "Sunday contest"


def test_every_picture_of_a_report_is_used_and_every_used_picture_exists_and_is_small() -> None:
    shown = set(re.findall(r'(?:src|srcset)="(pictures/[\w-]+\.png)"', DOCUMENT))
    assert {f"pictures/{path.name}" for path in (DOCS / "pictures").glob("contest-report-*")} <= shown
    assert [picture for picture in shown if (DOCS / picture).stat().st_size > 200_000] == []
