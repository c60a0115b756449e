"""Replaces sys.exit, so that a failing judge ends well. Class D."""
# expect: WA "It adds three squares."
# naive: exit

import sys

sys.exit = lambda *_: None


def total(numbers):
    return 0
