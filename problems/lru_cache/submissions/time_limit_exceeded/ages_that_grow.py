"""Every use makes all other keys one older."""


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.values: dict[int, int] = {}
        self.age: dict[int, int] = {}

    def get(self, key: int) -> int:
        if key not in self.values:
            return -1
        self._use(key)
        return self.values[key]

    def _use(self, key: int) -> None:
        for other in self.age:
            self.age[other] += 1
        self.age[key] = 0

    def put(self, key: int, value: int) -> None:
        if key not in self.values and len(self.values) == self.capacity:
            gone = max(self.age, key=self.age.get)
            del self.values[gone], self.age[gone]
        self._use(key)
        self.values[key] = value
