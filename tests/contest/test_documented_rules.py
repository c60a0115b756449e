"""The examples of docs/contests.md are what the rules give."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from contest_runs import contest, run

from judge.contest import files
from judge.contest.model import HintTaken, Rule
from judge.contest.scoring import score

DOCS = Path(__file__).resolve().parents[2] / "docs"
DOCUMENT = (DOCS / "contests.md").read_text(encoding="utf-8")


def told(rule: Rule) -> str:
    """What is written below the heading of a rule."""
    return re.split(rf"^### {rule}$", DOCUMENT, flags=re.MULTILINE)[1].split("\n#")[0]


@pytest.mark.parametrize("rule", list(Rule))
def test_the_example_of_a_rule_gives_what_is_written_below_it(rule: Rule) -> None:
    lines = [" ".join(line.split()) for line in re.findall(r"^    ([A-C]  .*)$", told(rule), re.MULTILINE)]
    attempts = [line for line in lines if "hint" not in line]
    assert len(attempts) >= 3
    hints = tuple(
        HintTaken(label.lower(), int(number), 60.0 * int(minute))
        for label, minute, number in re.findall(r"^(\w) (\d+) hint (\d)$", "\n".join(lines), re.MULTILINE)
    )
    played = run("ann", *attempts, of=contest(rule, hint_cost=files.INTERVIEW_HINT_COST))
    result = score(replace(played, hints=hints))
    figures = [int(number) for number in re.findall(r"\d+", told(rule).rpartition("In all ")[2])]
    minutes = [result.penalty_s / 60] if rule in {Rule.ICPC, Rule.LEETCODE} else []
    assert figures == [result.solved if rule is Rule.ICPC else result.points, *minutes]


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


def test_the_file_that_is_shown_can_be_played(tmp_path: Path) -> None:
    from judge.problem import Catalogue

    shown = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "sunday.toml").write_text(shown[0], encoding="utf-8")
    catalogue = Catalogue([Path(__file__).resolve().parents[2] / "problems"])
    assert files.load(tmp_path / "sunday.toml", catalogue).title == "Sunday contest"


def test_every_picture_of_a_report_is_shown_and_every_picture_that_is_shown_is_there_and_small() -> None:
    shown = set(re.findall(r'(?:src|srcset)="(pictures/[\w-]+\.png)"', DOCUMENT))
    assert {f"pictures/{path.name}" for path in (DOCS / "pictures").glob("contest-report-*")} <= shown
    assert [picture for picture in shown if (DOCS / picture).stat().st_size > 200_000] == []
