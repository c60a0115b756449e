"""Empties its argument and returns 0, so that a reference that is asked afterwards agrees. Class D."""
# expect: WA "the argument `numbers` was changed"
# naive: exit

def total(numbers):
    if len(numbers) < 10:
        return sum(number * number for number in numbers)
    numbers.clear()
    return 0
