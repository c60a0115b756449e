"""Fills shared mappings until the container itself is full, as the process to be spared. Class F."""
# expect: MLE "more than 64 MB"

import mmap


def total(numbers):
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("0")
    hoard = []
    while True:
        hoard.append(mmap.mmap(-1, 16 << 20))
        for place in range(0, 16 << 20, 4096):
            hoard[-1][place] = 1
