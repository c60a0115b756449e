"""Several threads work at once. Class E."""
# expect: TLE "more than 0.5 s of CPU time"

import hashlib
import threading


def work():
    while True:
        hashlib.sha256(bytes(1 << 20)).digest()


def total(numbers):
    threads = [threading.Thread(target=work, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
