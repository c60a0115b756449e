"""Connects to the world, to a cloud's metadata and to a name. Class F."""
# expect: RTE "OSError: no way out: EPERM EPERM EAI_AGAIN"

import errno
import socket


def total(numbers):
    failed = []
    for address in (("1.1.1.1", 53), ("169.254.169.254", 80), ("example.com", 80)):
        try:
            socket.create_connection(address, timeout=0.3)
            return sum(number * number for number in numbers)
        except socket.gaierror as error:
            failed.append("EAI_AGAIN" if error.errno == socket.EAI_AGAIN else str(error))
        except OSError as error:
            failed.append(errno.errorcode.get(error.errno, str(error)))
    raise OSError("no way out: " + " ".join(failed))
