"""Appends every use to a queue and skips the outdated ones at an eviction: without evictions it grows for ever."""


from collections import deque


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.values: dict[int, int] = {}
        self.uses: deque[int] = deque()
        self.waiting: dict[int, int] = {}

    def get(self, key: int) -> int:
        if key not in self.values:
            return -1
        self._use(key)
        return self.values[key]

    def _use(self, key: int) -> None:
        self.uses.append(key)
        self.waiting[key] = self.waiting.get(key, 0) + 1

    def put(self, key: int, value: int) -> None:
        if key not in self.values and len(self.values) == self.capacity:
            while True:
                gone = self.uses.popleft()
                self.waiting[gone] -= 1
                if not self.waiting[gone]:
                    break
            del self.values[gone], self.waiting[gone]
        self.values[key] = value
        self._use(key)
