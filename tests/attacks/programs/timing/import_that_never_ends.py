"""Never ends being loaded, and uses no CPU time for it. Class E."""
# expect: TLE "no answer within"

import threading

threading.Event().wait()


def total(numbers):
    return sum(number * number for number in numbers)
