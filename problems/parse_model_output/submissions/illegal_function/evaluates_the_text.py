"""Uses ast.literal_eval on what is between braces."""

import ast
import re


def parse_model_output(text, fields):
    for region in reversed(re.findall(r"\{[^{}]*\}", text)):
        try:
            value = ast.literal_eval(region)
        except (ValueError, SyntaxError):
            continue
        return {name: value.get(name) for name in fields}
    raise ValueError("no object")
