"""Takes twice the limit in a mapping that grows like a stack, then answers rightly. Class F."""
# expect: MLE "more than 64 MB"

import mmap


def total(numbers):
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100 | 0x20000  # MAP_GROWSDOWN, MAP_STACK
    hoard = mmap.mmap(-1, 128 << 20, flags=flags)
    for place in range((128 << 20) - 4096, 0, -4096):
        hoard[place] = 1
    return sum(number * number for number in numbers)
