"""Returns a list in a list in a list, ten thousand deep. Class B, F."""
# expect: RTE "nested deeper than 100 levels"

def total(numbers):
    value = []
    for _ in range(10_000):
        value = [value]
    return value
