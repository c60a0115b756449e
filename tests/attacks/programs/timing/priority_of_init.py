"""Gives PID 1 the lowest priority there is and then burns the only core. Class E, F."""
# expect: RTE "PermissionError: [Errno 1] Operation not permitted"

import os


def total(numbers):
    os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))
    os.setpriority(os.PRIO_PROCESS, 1, 19)
    for _ in range(10):
        if os.fork() == 0:
            break
    while True:
        pass
