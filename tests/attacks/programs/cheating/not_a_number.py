"""Returns NaN, which some comparisons take for anything. Class B."""
# expect: WA "It adds three squares."

def total(numbers):
    return float("nan")
