"""Puts its data into a file in memory (memfd), which belongs to no process. Class F."""
# expect: RTE "Operation not permitted"

import os


def total(numbers):
    file = os.memfd_create("hoard")
    while True:
        os.write(file, bytes(1 << 20))
