"""Drives out the key that was used least often."""


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.values: dict[int, int] = {}
        self.uses: dict[int, int] = {}

    def get(self, key: int) -> int:
        if key not in self.values:
            return -1
        value = self.values.pop(key)
        self.uses[key] += 1
        self.values[key] = value
        return value

    def put(self, key: int, value: int) -> None:
        if key in self.values:
            del self.values[key]
        elif len(self.values) == self.capacity:
            gone = min(self.values, key=self.uses.get)
            del self.values[gone], self.uses[gone]
        self.uses[key] = self.uses.get(key, 0) + 1
        self.values[key] = value
