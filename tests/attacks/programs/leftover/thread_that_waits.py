"""Answers rightly and leaves a thread that never ends: a clean exit would wait for it. Class F."""
# expect: AC ""

import threading
import time


def total(numbers):
    threading.Thread(target=time.sleep, args=(1000,)).start()
    return sum(number * number for number in numbers)
