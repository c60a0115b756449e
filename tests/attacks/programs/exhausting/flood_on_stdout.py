"""Prints without end. Class F."""
# expect: OLE "printed more than 4 MB"

def total(numbers):
    while True:
        print("flood" * 1000)
