"""Keys and values in a list of pairs, without a dictionary."""


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.pairs: list[tuple[int, int]] = []

    def get(self, key: int) -> int:
        for i, (other, value) in enumerate(self.pairs):
            if other == key:
                self.pairs.append(self.pairs.pop(i))
                return value
        return -1

    def put(self, key: int, value: int) -> None:
        for i, (other, _) in enumerate(self.pairs):
            if other == key:
                del self.pairs[i]
                break
        else:
            if len(self.pairs) == self.capacity:
                del self.pairs[0]
        self.pairs.append((key, value))
