"""Looks for the judge's sockets in the one folder that both sides see, and puts one of its own there. Class F."""
# expect: RTE "PermissionError: neither listed nor written"

import os
import socket


def total(numbers):
    if not os.path.isdir("/io"):
        raise LookupError("there is no such folder")
    try:
        os.listdir("/io")
        return sum(number * number for number in numbers)
    except PermissionError:
        pass
    try:
        with socket.socket(socket.AF_UNIX) as mine:
            mine.bind("/io/mine")
    except OSError:
        raise PermissionError("neither listed nor written")
    return sum(number * number for number in numbers)
