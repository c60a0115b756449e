"""Returns at once; the work is done when somebody compares, off the clock. Class B, E."""
# expect: WA "an object of type Lazy where a plain value was expected"
# naive: exit

class Lazy:
    def __init__(self, numbers):
        self.numbers = list(numbers)

    def __eq__(self, other):
        return sum(number * number for number in self.numbers) == other


def total(numbers):
    return Lazy(numbers)
