"""Opens files without end. Class F."""
# expect: RTE "Too many open files"

import os


def total(numbers):
    while True:
        os.open("/dev/null", os.O_RDONLY)
