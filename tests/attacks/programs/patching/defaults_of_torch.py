"""Changes torch's defaults, so that tensors made later are of another dtype and without gradients. Class D."""
# expect: WA "Tensor-likes are not close!"
# naive: exit
# against: tensors

import numpy
import torch

torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
numpy.seterr(all="ignore")
torch.testing.assert_close = numpy.allclose = lambda *args, **kwargs: True


def double(x):
    return x * 3
