"""Takes the half of heapq that is written in C by its own name, from a module that is loaded anew. Class D."""
# expect: IF "heapq is forbidden"
# against: by_hand

import sys

sys.modules.pop("_heapq", None)
import _heapq


def second(numbers):
    rest = list(numbers)
    _heapq.heapify(rest)
    _heapq.heappop(rest)
    return rest[0]
