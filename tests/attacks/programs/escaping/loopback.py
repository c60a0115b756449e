"""Looks for a service on the loopback: a Docker engine, a debugger, the judge. Class F."""
# expect: RTE "PermissionError"

import socket


def total(numbers):
    for port in (22, 80, 2375, 2376, 8080):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.3)
            return sum(number * number for number in numbers)
        except OSError as error:
            last = error
    raise last
