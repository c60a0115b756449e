"""Returns a subclass of str whose comparison agrees with whatever it meets. Class B."""
# expect: WA "an object of type Str where a plain value was expected"
# naive: exit

class Str(str):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0


def total(numbers):
    return Str("")
