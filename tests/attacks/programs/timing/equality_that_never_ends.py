"""Returns an object whose comparison, hash and representation never end. Class B, E."""
# expect: WA "an object of type Patient"

class Patient:
    def __eq__(self, other):
        while True:
            pass

    __ne__ = __hash__ = __repr__ = __bool__ = __int__ = __index__ = __float__ = __eq__


def total(numbers):
    return Patient()
