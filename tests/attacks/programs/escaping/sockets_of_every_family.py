"""A socket of each family there is but Unix: IPv4 and 6, netlink, packets, vsock, crypto, Bluetooth, raw. Class F."""
# expect: RTE "PermissionError: no socket of 9"

import socket

KINDS = [
    (socket.AF_INET, socket.SOCK_STREAM),
    (socket.AF_INET, socket.SOCK_DGRAM),
    (socket.AF_INET, socket.SOCK_RAW),
    (socket.AF_INET6, socket.SOCK_STREAM),
    (16, socket.SOCK_RAW),  # netlink
    (17, socket.SOCK_RAW),  # packet
    (40, socket.SOCK_STREAM),  # vsock: the hypervisor
    (38, socket.SOCK_SEQPACKET),  # the kernel's crypto
    (31, socket.SOCK_RAW),  # Bluetooth
]


def total(numbers):
    for family, kind in KINDS:
        try:
            socket.socket(family, kind)
        except OSError:
            continue
        return sum(number * number for number in numbers)
    raise PermissionError(f"no socket of {len(KINDS)}")
