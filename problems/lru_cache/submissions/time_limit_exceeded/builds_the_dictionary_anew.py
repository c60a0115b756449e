"""A use builds a new dictionary with the key at its end."""


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.values: dict[int, int] = {}

    def get(self, key: int) -> int:
        if key not in self.values:
            return -1
        value = self.values[key]
        self.values = {other: self.values[other] for other in self.values if other != key}
        self.values[key] = value
        return value

    def put(self, key: int, value: int) -> None:
        if key in self.values:
            del self.values[key]
        elif len(self.values) == self.capacity:
            del self.values[next(iter(self.values))]
        self.values[key] = value
