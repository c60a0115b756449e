"""Writes to stderr without end and without a newline. Class F."""
# expect: OLE "printed more than 4 MB"

import os


def total(numbers):
    while True:
        os.write(2, b"flood" * 1000)
