"""Returns a class whose metaclass agrees with whatever it is compared with. Class B."""
# expect: WA "an object of type Agree where a plain value was expected"
# naive: exit

class Agree(type):
    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__


class Answer(metaclass=Agree):
    pass


def total(numbers):
    return Answer
