"""Finds OrderedDict among the subclasses of dict, and lets dict make an instance of one derived from it. Class D."""
# expect: IF "collections.OrderedDict is forbidden"
# against: by_hand

ordered = next(kind for kind in dict.__subclasses__() if kind.__name__ == "OrderedDict")


class Mine(ordered):
    pass


def second(numbers):
    held = dict.__new__(Mine)
    for number in numbers:
        held[number] = number
    held.move_to_end(min(numbers))
    return min(list(held)[:-1])
