"""The worked example of the statement, and the same without an answer."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.checks import equal

FIELDS = {"title": "string", "price": "number", "stock": "integer?"}
TEXT = """Let me think. A draft: {"title": "mug", "price": 0}
Here is the final answer, {as you asked}:
```json
{'title': "Bob's {blue} mug", "price": 12.5, "in_sale": True,}
```
Anything else? {"title": "cut o"""


def test_the_example_of_the_statement(solution: Any) -> None:
    expected = {"title": "Bob's {blue} mug", "price": 12.5, "stock": None}
    equal(solution.parse_model_output(TEXT, FIELDS), expected, f"parse_model_output({TEXT!r}, {FIELDS})")


def test_a_text_without_an_object_is_refused(solution: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of any message
        solution.parse_model_output("I cannot help with that.", FIELDS)
