"""Fills the heap to the last byte with small objects, which its frame still holds. Class F."""
# expect: MLE "at line 8, in total: held = (held,)"

def total(numbers):
    ballast = bytearray(56 << 20)  # leaves little to fill, so that memory runs out before time does
    held = ()
    while True:
        held = (held,)
