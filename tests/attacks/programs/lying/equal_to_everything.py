"""Returns an object that is equal to everything, true, and any number. Class B."""
# expect: WA "an object of type Anything where a plain value was expected"
# naive: exit

class Anything:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = __eq__
    __hash__ = object.__hash__

    def __float__(self):
        return 0.0

    def __sub__(self, other):
        return 0

    __rsub__ = __sub__


def total(numbers):
    return Anything()
