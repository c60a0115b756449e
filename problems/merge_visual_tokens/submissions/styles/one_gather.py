"""One pool of all vectors, tokens and images and a row of zeros, and one table of indices into it."""

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence


def merge_visual_tokens(token_embeddings, input_ids, attention_mask, labels, image_features, image_token_id):
    attended = attention_mask.bool()
    is_image = attended & (input_ids == image_token_id)
    num_images, num_features, _ = image_features.shape
    if is_image.sum().item() != num_images:
        raise ValueError(f"{is_image.sum().item()} image tokens for {num_images} images")

    tokens = input_ids.numel()
    widths = torch.where(is_image, num_features, attended.long())
    index = torch.arange(tokens).repeat_interleave(widths.flatten())
    from_image = is_image.flatten()[index]
    index[from_image] = torch.arange(tokens, tokens + num_images * num_features)

    pool = F.pad(torch.cat([token_embeddings.flatten(0, 1), image_features.flatten(0, 1)]), (0, 0, 0, 1))
    label_pool = F.pad(labels.flatten(), (0, len(pool) - tokens), value=-100)

    lengths = widths.sum(dim=1).tolist()
    table = pad_sequence(index.split(lengths), batch_first=True, padding_value=len(pool) - 1)
    mask = (table < len(pool) - 1).long()
    positions = (mask.cumsum(dim=1) - 1) * mask
    return pool[table], mask, label_pool[table], positions
