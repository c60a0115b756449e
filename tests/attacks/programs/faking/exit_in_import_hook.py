"""Ends with status 0 when whoever called it imports something. Class A, D."""
# expect: RTE "the process exited with status 0"
# naive: exit

import os
import sys


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        os._exit(0)


def total(numbers):
    sys.meta_path.insert(0, Finder)
    import antigravity_of_its_own
