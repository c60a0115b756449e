"""Raises a group of exceptions, which a wrapper may not know how to make. Class H."""
# expect: RTE "ExceptionGroup: many"

def total(numbers):
    raise ExceptionGroup("many", [ValueError("one"), SystemExit(0) and TypeError("two")])
