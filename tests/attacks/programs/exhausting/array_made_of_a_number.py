"""Sends an array whose bytes are a number: three gigabytes, if they are made by bytearray(). Class F."""
# expect: WA "is not a value" or "what it returned could not be checked"
# against: tensors

import os
import time

import msgpack


def double(x):
    data = msgpack.packb(["|u1", [3], False, 3_000_000_000])
    value = b"\x00" + msgpack.packb(msgpack.ExtType(6, data))
    os.write(3, b"\x05" + len(value).to_bytes(4, "big") + value)
    time.sleep(10)
