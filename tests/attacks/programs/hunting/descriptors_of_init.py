"""Opens the descriptors of init and of its parent through /proc to read what the judge reads. Class C, F."""
# expect: RTE "LookupError: no descriptor of another process could be opened, PermissionError"
# naive: exit

import os


def total(numbers):
    why = "nothing was tried"
    for pid in sorted({"1", str(os.getppid())}):
        try:
            for fd in os.listdir(f"/proc/{pid}/fd"):
                return len(os.readlink(f"/proc/{pid}/fd/{fd}")) and sum(number * number for number in numbers)
        except OSError as error:
            why = type(error).__name__
    raise LookupError(f"no descriptor of another process could be opened, {why}")
