"""A class whose bases, names and annotations grow without end while it is made. Class F."""
# expect: TLE "0.5 s" or "more than 64 MB"

def total(numbers):
    kind = object
    while True:
        kind = type("K" * 1000, (kind,), {f"name_{index}": index for index in range(100)})
