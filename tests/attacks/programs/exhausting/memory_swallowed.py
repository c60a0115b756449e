"""Fills the heap, swallows every MemoryError and tries again. Class F."""
# expect: TLE "more than 0.5 s of CPU time"

def total(numbers):
    hoard = []
    while True:
        try:
            hoard.append(bytearray(1 << 20))
        except MemoryError:
            continue
