"""Warns a million times, each time of something new. Class F."""
# expect: OLE "printed more than 4 MB"

import warnings

warnings.simplefilter("always")


def total(numbers):
    for number in range(1_000_000):
        warnings.warn(f"{number} " + "x" * 200, stacklevel=1)
