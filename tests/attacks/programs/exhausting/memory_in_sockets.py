"""Takes nearly the limit on the heap and more in the buffers of sockets, in many processes. Class F."""
# expect: MLE "more than 64 MB"

import os
import signal
import socket


def fill():
    hoard = []
    try:
        while True:
            for end in socket.socketpair():
                end.setblocking(False)
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
                hoard.append(end)
                try:
                    while True:
                        end.send(bytes(1 << 16))
                except BlockingIOError:
                    pass
    except OSError:  # no more descriptors
        signal.pause()


def total(numbers):
    for _ in range(16):
        if os.fork() == 0:
            fill()
    heap = bytearray(48 << 20)
    for _ in range(400):
        sum(range(100_000))
        os.waitpid(-1, os.WNOHANG)
    return sum(number * number for number in numbers) + len(heap) * 0
