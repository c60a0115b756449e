"""A structure so deep that C code which walks it runs out of stack. Class F."""
# expect: RTE "the process was killed by SIGSEGV" or "RecursionError"

import itertools


def total(numbers):
    chain = iter(())
    for _ in range(300_000):
        chain = itertools.chain(chain, ())
    return sum(chain)
