"""Asks for a large stack, for which the limit is raised, and takes twice the limit elsewhere. Class F."""
# expect: MLE "more than 64 MB"

import threading


def total(numbers):
    threading.stack_size(512 << 20)
    thread = threading.Thread(target=len, args=(numbers,))
    thread.start()
    thread.join()
    hoard = []
    for _ in range(128):
        hoard.append(bytearray(1 << 20))
    return sum(number * number for number in numbers)
