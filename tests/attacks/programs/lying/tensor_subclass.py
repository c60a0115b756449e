"""Returns a Tensor subclass that answers every function of torch with 'equal', and none of its elements. Class B."""
# expect: WA "what it returned cannot be used"
# naive: exit
# against: tensors

import numpy
import torch


class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if name in {"isclose", "eq", "allclose", "equal"}:
            return torch.ones(args[-1].shape, dtype=torch.bool)
        return super().__torch_function__(function, types, args, kwargs)

    def __array__(self, *args, **kwargs):
        return numpy.linspace(2, 4, 3)


def double(x):
    return torch.zeros_like(x).as_subclass(Liar)
