"""Turns the kernel's own knobs: where cores go, sysrq, maps of users, cgroups and their release agent. Class F."""
# expect: RTE "PermissionError: no knob turned of 9"

import os

KNOBS = (
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/kernel/modprobe",
    "/proc/sys/vm/overcommit_memory",
    "/proc/sysrq-trigger",
    "/proc/1/oom_score_adj",
    "/proc/1/mem",
    "/sys/fs/cgroup/memory/release_agent",
    "/sys/fs/cgroup/cgroup.procs",
    "/sys/kernel/uevent_helper",
)


def total(numbers):
    for path in KNOBS:
        try:
            os.close(os.open(path, os.O_WRONLY))
        except OSError:
            continue
        return sum(number * number for number in numbers)
    raise PermissionError(f"no knob turned of {len(KNOBS)}")
