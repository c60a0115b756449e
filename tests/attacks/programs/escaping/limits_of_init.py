"""Takes away PID 1's descriptors, memory and processes with prlimit, for which the same user is enough. Class F."""
# expect: RTE "PermissionError: [Errno 1] Operation not permitted"

import resource
import time


def total(numbers):
    for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_DATA):
        resource.prlimit(1, limit, (0, 0))
    time.sleep(0.2)
    raise RuntimeError("still watched")
