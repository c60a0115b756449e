"""Makes links, FIFOs, folders and files in each folder there is, for the host to stumble over. Class F, G."""
# expect: RTE "PermissionError: nothing made in more than 50 folders"

import os


def total(numbers):
    seen = 0
    for top in ("/dev", "/tmp", "/var", "/run", "/home", "/io", "/judge", "/etc", "/opt", "/srv", "/mnt", "/usr/local"):
        for folder, _, _ in os.walk(top):
            seen += 1
            for make in (
                lambda path: os.symlink("/etc/shadow", path),
                lambda path: os.link("/etc/passwd", path),
                os.mkfifo,
                os.mkdir,
                lambda path: os.close(os.open(path, os.O_CREAT | os.O_WRONLY)),
            ):
                try:
                    make(os.path.join(folder, "made"))
                except OSError:
                    continue
                return sum(number * number for number in numbers)
            if seen > 2000:
                break
    raise PermissionError("nothing made in more than 50 folders" if seen > 50 else f"only {seen} folders")
