"""The table of output forms: complete, and of one mind with the GitHub action."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from judge.render.grade import forms
from judge.render.grade.form import Form

ROOT = Path(__file__).resolve().parents[4]
FOLDER = ROOT / "judge" / "render" / "grade"


def test_every_module_with_a_form_is_in_the_table() -> None:
    modules = [path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"]
    with_form = {name for name in modules if hasattr(import_module(f"judge.render.grade.{name}"), "FORM")}
    assert with_form == set(forms.NAMES)


@pytest.mark.parametrize("name", forms.NAMES)
def test_a_form_is_named_like_its_module(name: str) -> None:
    form = forms.form_named(name)
    assert isinstance(form, Form)
    assert form.name == name


def test_the_action_names_files_by_their_extension() -> None:
    action = (ROOT / "action.yml").read_text(encoding="utf-8")
    special = dict(re.findall(r"^ +(\w+)\) file=judge\.(\w+) ;;$", action, re.MULTILINE))
    defaults = re.search(r"formats:.*?default: ([\w ]+)$", action, re.DOTALL | re.MULTILINE)
    assert defaults
    for name in defaults[1].split():
        assert special.get(name, name) == forms.form_named(name).extension
