"""Returns a whole number of ten million bits. Class B."""
# expect: RTE "an integer has more than"

def total(numbers):
    return 1 << 10_000_000
