"""Returns an integer that can travel and cannot be printed. Class B."""
# expect: WA "It adds three squares."

def total(numbers):
    return 1 << 1_000_000
