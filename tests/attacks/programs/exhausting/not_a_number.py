"""Returns NaN, which compares as some tests do not expect. Class B."""
# expect: WA "It adds three squares."

def total(numbers):
    return float("nan")
