"""Writes down when each key was used and takes the minimum of all."""


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.values: dict[int, int] = {}
        self.used: dict[int, int] = {}
        self.now = 0

    def get(self, key: int) -> int:
        if key not in self.values:
            return -1
        self.now += 1
        self.used[key] = self.now
        return self.values[key]

    def put(self, key: int, value: int) -> None:
        self.now += 1
        if key not in self.values and len(self.values) == self.capacity:
            gone = min(self.used, key=self.used.get)
            del self.values[gone], self.used[gone]
        self.used[key] = self.now
        self.values[key] = value
