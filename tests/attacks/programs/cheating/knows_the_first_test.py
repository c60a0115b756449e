"""Has the answers of the tests that are shown written into it. Class A."""
# expect: WA "It adds squares whatever their signs."

def total(numbers):
    return {(1, 2, 3): 14}.get(tuple(numbers), 0)
