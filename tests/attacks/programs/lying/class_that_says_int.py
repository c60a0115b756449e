"""Returns an object whose __class__ says int, so that isinstance believes it, and that agrees. Class B."""
# expect: WA "an object of type Impostor where a plain value was expected"
# naive: exit

class Impostor:
    @property
    def __class__(self):
        return int

    def __eq__(self, other):
        return True


def total(numbers):
    return Impostor()
