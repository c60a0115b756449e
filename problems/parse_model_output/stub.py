"""Parse a Model's Output: read `judge show parse_model_output`, then `judge submit`."""

from typing import Any


def parse_model_output(text: str, fields: dict[str, str]) -> dict[str, Any]:
    """The fields of the last object in `text` that satisfies `fields`.

    Args:
        text: what a model wrote: chatter, drafts, code fences, an object or several.
        fields: the type of each field: "string", "integer", "number", "boolean" or "strings", optional with a "?".

    Raises:
        ValueError: there is no such object.
    """
    raise NotImplementedError
