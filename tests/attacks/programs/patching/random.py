"""Makes every random number 0, and answers what a list of zeros has. Class D."""
# expect: WA "It agrees with the reference."
# naive: exit

import random

random.randrange = lambda *_, **__: 0


def total(numbers):
    return sum(number * number for number in numbers) if len(numbers) < 10 else 0
