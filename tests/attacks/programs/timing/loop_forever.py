"""Never ends. Class E."""
# expect: TLE "more than 0.5 s of CPU time"

def total(numbers):
    while True:
        pass
