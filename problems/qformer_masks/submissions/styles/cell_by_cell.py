"""Plain loops: one question for each cell, then a column of False for each token that is padding."""

import torch


def qformer_mask(task, num_queries, text_mask):
    if task == "itc":

        def sees(i, j):
            return (i < num_queries) == (j < num_queries)

    elif task == "itg":

        def sees(i, j):
            if j < num_queries:
                return True
            return i >= num_queries and j <= i

    elif task == "itm":

        def sees(i, j):
            return True

    else:
        raise ValueError(f"unknown task: {task!r}")

    batch, length = text_mask.shape
    size = num_queries + length
    cells = [sees(i, j) for i in range(size) for j in range(size)]
    mask = torch.tensor(cells, dtype=torch.bool).view(1, 1, size, size).repeat(batch, 1, 1, 1)
    for b in range(batch):
        for t in range(length):
            if text_mask[b, t] == 0:
                mask[b, 0, :, num_queries + t] = False
    return mask
