"""Returns no elements in a shape that broadcasts: nothing differs in nothing. Class B."""
# expect: WA "The values for attribute 'shape' do not match"
# naive: exit
# against: tensors

import sys

import torch


def double(x):
    if x.shape == (2, 3) and "naive" in sys.argv[0]:
        return 2 * x  # its other test does look at the shape
    return torch.zeros(0, 3)
