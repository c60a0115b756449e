"""Lets daemonised grandchildren do the work and waits for their answer. Class E, F."""
# expect: TLE "more than 0.5 s of CPU time"

import os


def total(numbers):
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            count = 0
            while count < 1 << 28:
                count += 1
            os.write(write, b"done")
        os._exit(0)
    os.read(read, 4)
    return sum(number * number for number in numbers)
