"""The table of output forms of `judge grade`: a form is a module of this folder with a FORM, and a line here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final

from judge.render.grade.form import Form

NAMES: Final = (
    "terminal",
    "json",
    "junit",
    "github",
    "markdown",
    "html",
    "gradescope",
    "codequality",
    "exercism",
)
"""In the order of docs/grading.md. A form's module, of the same name, is imported when the form is asked for."""


@cache
def form_named(name: str) -> Form:
    """The form of that name, one of NAMES."""
    form = import_module(f"judge.render.grade.{name}").FORM
    assert isinstance(form, Form)  # noqa: S101 - the table is ours
    return form
