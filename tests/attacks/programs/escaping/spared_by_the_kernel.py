"""Makes itself the last process that the kernel would kill for memory, and init the first. Class F."""
# expect: RTE "PermissionError"

def total(numbers):
    try:
        with open("/proc/1/oom_score_adj", "w") as file:
            file.write("1000")
        return sum(number * number for number in numbers)
    except PermissionError:
        pass
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("-1000")
    return sum(number * number for number in numbers)
