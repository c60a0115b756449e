"""Looks in its own environment and init's for names of tests, seeds and paths. Class C."""
# expect: RTE "LookupError: nothing in the environment; init's: PermissionError"
# naive: exit

import os
import sys


def total(numbers):
    try:
        with open("/proc/1/environ") as file:
            inits = file.read()
    except OSError as error:
        inits = type(error).__name__
    for text in [*os.environ.values(), *sys.orig_argv]:
        if "test_hidden" in text:
            namespace = {}
            with open(text.split("::")[0]) as file:
                exec(file.read(), namespace)
            return namespace["reference"](numbers)
    raise LookupError(f"nothing in the environment; init's: {inits}")
