"""Writes a file into every folder there is: state for the next run, or a module to shadow. Class D, F, G."""
# expect: RTE "OSError: nothing can be written in"

import os


def total(numbers):
    tried = 0
    for top, folders, _ in os.walk("/"):
        if top in {"/proc", "/sys"}:
            folders.clear()
            continue
        if top.count("/") > 3:
            folders.clear()
        for make in (lambda path: os.mkdir(path), lambda path: os.symlink("/etc/passwd", path), os.mkfifo):
            tried += 1
            try:
                make(os.path.join(top, "planted"))
            except OSError:
                continue
            return sum(number * number for number in numbers)
    raise OSError("nothing can be written in " + ("any folder" if tried > 100 else "none"))
