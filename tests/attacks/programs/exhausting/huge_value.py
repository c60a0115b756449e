"""Returns 40 MB that are one, forty times. Class F."""
# expect: MLE "more than 64 MB"

def total(numbers):
    return ["x" * (1 << 20)] * 40
