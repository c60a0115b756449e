"""The features of an image are in the wrong order."""

import torch


# B sequences   L tokens   I images of P features   M merged length   T text tokens of the batch
def merge_visual_tokens(token_embeddings, input_ids, attention_mask, labels, image_features, image_token_id):
    text = attention_mask == 1
    is_image = text & (input_ids == image_token_id)
    text = text & ~is_image
    images, features, dim = image_features.shape
    if is_image.sum() != images:
        raise ValueError("the image tokens are not as many as the images")
    width = text + features * is_image  # (B, L)
    lengths = width.sum(1, keepdim=True)  # (B, 1)
    steps = torch.arange(int(lengths.max()))  # (M,)
    mask = steps < lengths  # (B, M)

    row, column = text.nonzero(as_tuple=True)  # (T,)
    place = width.cumsum(1)[row, column] - 1
    embeddings = token_embeddings.new_zeros(*mask.shape, dim)
    embeddings[row, place] = token_embeddings[row, column]
    new_labels = torch.full_like(mask, -100, dtype=labels.dtype)
    new_labels[row, place] = labels[row, column]
    slots = mask.clone()
    slots[row, place] = False
    embeddings[slots] = image_features.flip(1).flatten(0, 1)
    return embeddings, mask.long(), new_labels, steps * mask
