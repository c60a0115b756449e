"""Sends descriptors and out-of-band bytes along with its reply. Class F."""
# expect: RTE "it wrote something that is not a reply"

import array
import os
import socket


def total(numbers):
    channel = socket.socket(fileno=os.dup(3))
    handed = array.array("i", [0, 1, 2] * 20)
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handed)]
    try:
        # a whole reply might be read before the real one comes: this one lacks its last byte
        channel.sendmsg([b"\x05\x00\x00\x00\x02\x00"], ancillary)
        channel.send(b"x", socket.MSG_OOB)
    except OSError:
        pass
    return 0
