"""Does its work before any test is on the clock. Class E."""
# expect: TLE "more than 2 s of CPU time"

count = 0
while count < 1 << 30:
    count += 1


def total(numbers):
    return sum(number * number for number in numbers)
