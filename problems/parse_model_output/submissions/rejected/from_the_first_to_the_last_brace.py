"""One regular expression from the first brace to the last, then json."""

import json
import re

from_json = json.loads


def parse_model_output(text, fields):
    match = re.search(r"\{.*\}", text, re.DOTALL)
    if not match:
        raise ValueError("no object")
    value = from_json(match[0].replace("'", '"').replace("True", "true").replace("None", "null"))
    return {name: value.get(name) for name in fields}
