"""Takes twice the limit in a shared mapping, which no process limit counts, then answers rightly. Class F."""
# expect: MLE "more than 64 MB"

import mmap


def total(numbers):
    hoard = mmap.mmap(-1, 128 << 20)
    for place in range(0, 128 << 20, 4096):
        hoard[place] = 1
    return sum(number * number for number in numbers)
