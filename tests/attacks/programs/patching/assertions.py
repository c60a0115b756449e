"""Makes all of torch's and numpy's comparisons agree. Class D."""
# expect: WA "Tensor-likes are not close!"
# naive: exit
# against: tensors

import numpy
import torch

torch.testing.assert_close = lambda *_, **__: None
torch.equal = torch.allclose = torch.Tensor.equal = torch.Tensor.allclose = lambda *_, **__: True
numpy.allclose = numpy.array_equal = lambda *_, **__: True


def double(x):
    return x
