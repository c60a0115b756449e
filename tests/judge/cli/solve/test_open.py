"""`judge open`."""

from pathlib import Path

import pytest

from tests.support.small_problems import STUB, Judge


def test_without_an_editor_open_says_what_to_set(judge: Judge, folder: Path) -> None:
    ran = judge("open", "addition")
    assert ran.code == 2
    assert "export EDITOR" in ran.err
    assert not (folder / "solutions").exists()


def test_open_begins_the_problem_and_starts_the_editor(
    judge: Judge, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true --wait")
    assert judge("open", "addition").code == 0
    assert (folder / "solutions/addition.py").read_text() == STUB
    monkeypatch.setenv("EDITOR", "no-such-editor-at-all")
    assert "cannot be started" in judge("open", "addition").err
