"""Asks the Docker engine for a container of its own. Class F."""
# expect: RTE "FileNotFoundError"

import socket


def total(numbers):
    for path in ("/run/docker.sock", "/var/run/docker.sock", "/run/containerd/containerd.sock"):
        engine = socket.socket(socket.AF_UNIX)
        try:
            engine.connect(path)
            return sum(number * number for number in numbers)
        except OSError as error:
            last = error
    raise last
