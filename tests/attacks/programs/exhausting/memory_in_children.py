"""Takes three quarters of the limit in each of three children, then answers rightly. Class F."""
# expect: MLE "more than 64 MB"

import os
import time


def total(numbers):
    read, write = os.pipe()
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            hoard = bytearray(b"x") * (45 << 20)
            os.write(write, b"x")
            time.sleep(0.3)
            os._exit(len(hoard) & 0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    return sum(number * number for number in numbers)
