"""Rounds floats to single precision on the way."""

import struct


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    if any(len(row) != len(b) for row in a) or any(len(row) != len(b[0]) for row in b):
        raise ValueError("shapes do not fit")
    columns = list(zip(*b, strict=True))
    result = [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in a]
    return [[struct.unpack("f", struct.pack("f", x))[0] if type(x) is float else x for x in row] for row in result]
