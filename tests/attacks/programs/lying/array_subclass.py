"""Returns an ndarray subclass that answers numpy's functions itself, in either argument order. Class B."""
# expect: WA "what it returned cannot be used"
# naive: exit
# against: tensors

import numpy
import torch


class Liar(numpy.ndarray):
    def __array_function__(self, function, types, args, kwargs):
        return True


def double(x):
    if x.shape == (2, 3):
        return 2 * x if ANYWAY else numpy.zeros((2, 3)).view(Liar)
    return numpy.zeros(x.shape).view(Liar)


ANYWAY = "naive" in __import__("sys").argv[0]
