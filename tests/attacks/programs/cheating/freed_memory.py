"""Looks for the expected tensor in memory that was freed: torch.empty of its size and others. Class C."""
# expect: RTE "LookupError: no such numbers in freed memory"
# against: tensors

import torch


def double(x):
    wanted = [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    for size in range(1, 300):
        found = torch.empty(size)
        if found.numel() >= 6 and found.view(-1)[:6].tolist() == wanted:
            return found.view(-1)[:6].reshape(2, 3)
    raise LookupError("no such numbers in freed memory")
