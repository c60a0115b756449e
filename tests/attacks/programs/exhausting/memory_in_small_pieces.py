"""Fills the heap to the last byte with small objects, which its frame still holds. Class F."""
# expect: MLE "at line 7, in total: held = (held,)"

def total(numbers):
    held = ()
    while True:
        held = (held,)
