"""Swallows whatever exception tells it that its time is up. Class E."""
# expect: TLE "more than 0.5 s of CPU time"

def total(numbers):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
