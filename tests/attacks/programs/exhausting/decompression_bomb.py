"""Unpacks a few kilobytes into a gigabyte. Class F."""
# expect: MLE "more than 64 MB"

import zlib

BOMB = zlib.compress(bytes(16 << 20))


def total(numbers):
    return len(b"".join(zlib.decompress(BOMB) for _ in range(64)))
