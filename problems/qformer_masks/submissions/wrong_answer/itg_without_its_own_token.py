"""A text token does not see itself."""

import torch


# B sequences   Q queries   T text tokens
def qformer_mask(task, num_queries, text_mask):
    batch, length = text_mask.shape

    def block(rows, columns, value):
        return torch.full((rows, columns), value)

    whole = block(length, length, True)
    text_to_text = {"itc": whole, "itg": whole.tril(-1), "itm": whole}.get(task)
    if text_to_text is None:
        raise ValueError("no such task")
    upper = torch.cat([block(num_queries, num_queries, True), block(num_queries, length, task == "itm")], dim=1)
    lower = torch.cat([block(length, num_queries, task != "itc"), text_to_text], dim=1)
    visible = torch.cat([block(batch, num_queries, True), text_mask.bool()], dim=1)  # (B, Q + T)
    return torch.cat([upper, lower])[None, None] & visible[:, None, None]
