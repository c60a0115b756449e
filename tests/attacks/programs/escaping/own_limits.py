"""Raises its own limits again. Class F."""
# expect: RTE "not allowed to raise maximum limit"

import resource


def total(numbers):
    for limit in (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return sum(number * number for number in numbers)
