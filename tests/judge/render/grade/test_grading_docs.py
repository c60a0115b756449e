"""docs/grading.md describes every form of `judge grade`, and its examples are valid."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import jsonschema
import pytest

from judge.render.grade.forms import NAMES

TEXT = (Path(__file__).parents[4] / "docs" / "grading.md").read_text(encoding="utf-8")
SCHEMAS = Path(__file__).parents[3] / "support" / "schemas"


def test_every_form_has_a_row_and_a_section() -> None:
    assert re.findall(r"^\| `(\w+)`", TEXT, re.MULTILINE) == list(NAMES)
    named = re.findall(r"^## (\w+)$", TEXT, re.MULTILINE)
    assert named == list(NAMES)


@pytest.mark.parametrize(
    ("form", "schema"),
    [("json", "grade"), ("gradescope", "gradescope"), ("codequality", "codequality"), ("exercism", "exercism")],
)
def test_an_example_is_of_its_schema(form: str, schema: str) -> None:
    section = TEXT.split(f"\n## {form}\n")[1].split("\n## ")[0]
    block = re.search(r"(?:^    .*\n)+", section, re.MULTILINE)
    assert block
    example = json.loads(textwrap.dedent(block[0]).replace("{...}", "{}").replace(", ...", ""))
    jsonschema.validate(example, json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8")))
