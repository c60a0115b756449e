"""Returns a subclass of dict whose comparison agrees with whatever it meets. Class B."""
# expect: WA "an object of type Dict where a plain value was expected"
# naive: exit

class Dict(dict):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0


def total(numbers):
    return Dict()
