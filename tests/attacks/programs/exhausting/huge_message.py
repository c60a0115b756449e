"""Raises an exception with ten million characters of text. Class F."""
# expect: RTE "ValueError: xxxxxxxx"

def total(numbers):
    raise ValueError("x" * 10_000_000)
