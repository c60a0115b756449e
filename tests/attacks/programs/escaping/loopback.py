"""Looks for a service on the loopback: a Docker engine, a debugger, the judge. Class F."""
# expect: RTE "ConnectionRefusedError"

import socket


def total(numbers):
    server = socket.create_server(("127.0.0.1", 0))  # its own loopback is its own affair
    server.close()
    for port in (22, 80, 2375, 2376, 8080):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.3)
            return sum(number * number for number in numbers)
        except OSError as error:
            last = error
    raise last
