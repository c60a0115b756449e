"""Reads every test file below the folders where one might lie. Class C."""
# expect: RTE "LookupError: no test on disk"
# naive: exit

import os


def total(numbers):
    seen = 0
    for top in (".", "/tests", "/judge", "/tmp", "/var/tmp", "/home", "/srv", "/opt"):
        for folder, _, names in os.walk(top):
            seen += 1
            for name in names:
                if name.startswith("test_hidden"):
                    namespace = {}
                    with open(os.path.join(folder, name)) as file:
                        exec(file.read(), namespace)
                    return namespace["reference"](numbers)
            if seen > 3000:
                break
    raise LookupError("no test on disk" if seen > 5 else "nothing was searched")
