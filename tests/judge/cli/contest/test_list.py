"""`judge contest list`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from judge.contest import files
from judge.problem import Catalogue
from tests.support.small_problems import Judge

PROBLEMS = Path(__file__).resolve().parents[4] / "problems"


def test_the_list_has_presets_own_files_and_runs(judge: Judge, started: Callable[..., None]) -> None:
    started()
    shown = judge("--problems", str(PROBLEMS), "contest", "list")
    assert "bytedance-aml-1" in shown.out
    assert "preset" in shown.out
    own = judge("contest", "list")
    assert "sunday" in own.out
    assert "running" in own.out


@pytest.mark.parametrize("path", sorted(files.PRESETS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_preset_can_be_played(path: Path) -> None:
    made = files.load(path, Catalogue([PROBLEMS]))
    assert made.rule == "interview"
    assert made.hint_cost
