"""A subclass of SystemExit whose code is 0 and whose name says nothing of it. Class A."""
# expect: RTE "Finished: all tests passed"
# naive: exit

class Finished(SystemExit):
    code = 0


def total(numbers):
    error = Finished("all tests passed")
    error.code = 0
    raise error
