"""Looks for a program that runs as somebody else, in every folder of programs, and runs the usual ones. Class F."""
# expect: RTE "PermissionError: none of more than 100 programs"

import os
import stat
import subprocess


def total(numbers):
    seen = 0
    for folder in ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/lib/openssh", "/usr/local/bin"):
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            seen += 1
            try:
                mode = os.stat(os.path.join(folder, name)).st_mode
            except OSError:
                continue
            if mode & (stat.S_ISUID | stat.S_ISGID):
                return sum(number * number for number in numbers)
    for command in (["su", "-c", "id"], ["mount", "-t", "tmpfs", "x", "/mnt"], ["newgrp", "root"]):
        try:
            if subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0:
                return sum(number * number for number in numbers)
        except OSError:
            continue
    raise PermissionError("none of more than 100 programs" if seen > 100 else f"only {seen} programs")
