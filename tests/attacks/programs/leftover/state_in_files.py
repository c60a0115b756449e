"""Counts in files how often it has run, to behave at the first run alone. Class G."""
# expect: RTE "no place to remember"

import os

PLACES = ["/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/run/lock", "/home", os.path.expanduser("~"), "."]


def total(numbers):
    for place in PLACES:
        try:
            with open(os.path.join(place, "count"), "a") as file:
                file.write("x")
        except OSError:
            continue
        return sum(number * number for number in numbers)
    raise OSError("no place to remember")
