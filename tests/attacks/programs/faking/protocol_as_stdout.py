"""Puts the channel to the judge in the place of stdout, and whatever is printed into it. Class A."""
# expect: RTE "not a reply"
# naive: report

import os


def total(numbers):
    print('{"failed": 0}', flush=True)
    try:
        os.dup2(3, 1)
    except OSError:
        pass
    print("\x08\x00\x00\x00\x00", flush=True)
    return 0
