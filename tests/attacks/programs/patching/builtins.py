"""Replaces `sum`, by which the reference computes; then both are wrong and agree. Class D."""
# expect: WA "the result depends on earlier calls"
# naive: exit

import builtins

honest_sum = sum
builtins.sum = lambda numbers, start=0: 0


def total(numbers):
    return honest_sum(number * number for number in numbers) if len(numbers) < 10 else 0
