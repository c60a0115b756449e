"""Searches the memory of every process that it may open for the text of the tests. Class C."""
# expect: RTE "LookupError: no test in memory; /proc/1/mem: PermissionError"
# naive: exit

import os
import re

MARK = re.compile(rb"CASES[ ]=[ ]\[\(\[4, 5\], 41")  # is not the text that it finds


def total(numbers):
    refused = ""
    for pid in ("1", str(os.getppid()), "self"):
        try:
            with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
                for line in maps:
                    low, high, rights = re.match(r"(\w+)-(\w+) (\S+)", line).groups()
                    if rights.startswith("rw") and "[v" not in line:
                        try:
                            memory.seek(int(low, 16))
                            data = memory.read(int(high, 16) - int(low, 16))
                        except (OSError, OverflowError):
                            continue
                        if MARK.search(data):
                            return sum(number * number for number in numbers)  # the answers are there to be read
        except OSError as error:
            refused = refused or f"/proc/{pid}/mem: {type(error).__name__}"
    raise LookupError(f"no test in memory; {refused}")
