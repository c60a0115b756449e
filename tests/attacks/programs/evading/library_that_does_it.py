"""Lets a queue of the standard library use the forbidden heap. Class D."""
# expect: IF "heapq is forbidden"
# against: by_hand

from queue import PriorityQueue


def second(numbers):
    queue = PriorityQueue()
    for number in numbers:
        queue.put(number)
    queue.get()
    return queue.get()
