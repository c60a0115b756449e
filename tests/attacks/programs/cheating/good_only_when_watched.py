"""Looks for signs of a judge (a filter, PID 1, a container) and is right only for the first few calls there. Class A, E."""
# expect: WA "the result depends on earlier calls"

import os

calls = 0
watched = "Seccomp:\t2" in open("/proc/self/status").read() or os.getppid() == 1 or os.path.exists("/.dockerenv")


def total(numbers):
    global calls
    calls += 1
    if watched and calls <= 2:
        return sum(number * number for number in numbers)
    return 0
