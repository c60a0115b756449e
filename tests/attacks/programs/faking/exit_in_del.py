"""An object ends the process with status 0 when it is collected. Class A."""
# expect: RTE "the process exited with status 0"
# naive: exit

import os


class Bomb:
    def __del__(self, end=os._exit):
        end(0)


def total(numbers):
    Bomb()
    return 0
