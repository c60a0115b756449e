"""Lifts the limits of its control group. Class F."""
# expect: RTE "OSError: no file of a control group can be written"

import os


def total(numbers):
    tried = 0
    for top, _, names in os.walk("/sys/fs/cgroup"):
        for name in names:
            if name in {"memory.limit_in_bytes", "memory.max", "pids.max", "cgroup.procs", "cpuset.cpus", "tasks"}:
                tried += 1
                try:
                    with open(os.path.join(top, name), "w") as file:
                        file.write("0")
                    return sum(number * number for number in numbers)
                except OSError:
                    pass
    raise OSError("no file of a control group can be written" if tried else "no control group")
