"""Starts threads without end. Class F."""
# expect: RTE "can't start new thread"

import threading
import time


def total(numbers):
    while True:
        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
