"""Returns a subclass of float whose comparison agrees with whatever it meets. Class B."""
# expect: WA "an object of type Float where a plain value was expected"
# naive: exit

class Float(float):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0


def total(numbers):
    return Float(0.0)
