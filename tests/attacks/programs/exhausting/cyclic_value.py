"""Returns a list that holds itself. Class B."""
# expect: RTE "nested deeper than 100 levels"

def total(numbers):
    value = []
    value.append(value)
    return value
