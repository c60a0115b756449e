"""Fills the heap. Class F."""
# expect: MLE "more than 64 MB"

def total(numbers):
    hoard = []
    while True:
        hoard.append(bytearray(1 << 20))
