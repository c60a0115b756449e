"""One huge power, in C, with the interpreter's lock held. Class E."""
# expect: TLE "more than 0.5 s of CPU time"

def total(numbers):
    return pow(3, 1 << 26) % 7
