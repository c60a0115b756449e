"""Rows and columns compared by their kind and place."""

import torch
import torch.nn.functional as F


def qformer_mask(task, num_queries, text_mask):
    place = torch.arange(num_queries + text_mask.shape[1])
    is_text = place >= num_queries
    row, column = is_text[:, None], is_text
    if task == "itc":
        allowed = row == column
    elif task == "itg":
        allowed = ~column | (place <= place[:, None])
    elif task == "itm":
        allowed = row | ~row
    else:
        raise ValueError("no such task")
    visible = F.pad(text_mask.bool(), (num_queries, 0), value=True)  # (B, Q + T)
    return (allowed & visible[:, None, :])[:, None]
