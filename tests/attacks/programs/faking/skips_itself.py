"""Raises what a test raises to be skipped: a skipped test has not failed. Class A."""
# expect: RTE "SkipTest: not today"
# naive: exit

import unittest


def total(numbers):
    raise unittest.SkipTest("not today")
