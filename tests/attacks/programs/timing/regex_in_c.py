"""Backtracks for ever inside a regular expression, where no signal handler runs. Class E."""
# expect: TLE "more than 0.5 s of CPU time"

import re


def total(numbers):
    return bool(re.match(r"(a|aa)+$", "a" * 60 + "b"))
