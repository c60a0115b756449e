"""A thread ends the process with status 0 while the main thread waits. Class A."""
# expect: RTE "the process exited with status 0"
# naive: exit

import os
import threading
import time


def total(numbers):
    threading.Thread(target=os._exit, args=(0,)).start()
    time.sleep(10)
