"""Parses JSON that is nested a million deep, as a web server would be asked to. Class F."""
# expect: RTE "RecursionError"

import json


def total(numbers):
    return len(json.loads("[" * 1_000_000 + "]" * 1_000_000))
