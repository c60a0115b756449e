"""Raises StopIteration, which generators on the way may take for their own end. Class A, H."""
# expect: RTE "StopIteration"

def total(numbers):
    raise StopIteration
