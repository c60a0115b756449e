"""Sets its user to root, by call and by any program that would. Class F."""
# expect: RTE "PermissionError: no way to be root, NoNewPrivs 1, CapEff 0000000000000000"

import os
import re


def total(numbers):
    for change in (os.setuid, os.setgid, os.seteuid, os.setegid):
        try:
            change(0)
            return sum(number * number for number in numbers)
        except PermissionError:
            pass
    with open("/proc/self/status") as file:
        status = file.read()
    facts = [re.search(rf"{name}:\s*(\w+)", status)[1] for name in ("NoNewPrivs", "CapEff")]
    raise PermissionError("no way to be root, NoNewPrivs {}, CapEff {}".format(*facts))
