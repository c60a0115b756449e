"""Raises its own soft limit, which leaves room for the stacks of threads, and takes twice the limit. Class F."""
# expect: MLE "more than 64 MB"

import resource


def total(numbers):
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    hoard = []
    for _ in range(128):
        hoard.append(bytearray(1 << 20))
    return sum(number * number for number in numbers)
