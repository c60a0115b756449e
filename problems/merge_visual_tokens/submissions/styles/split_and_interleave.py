"""As in LLaVA: split each sequence at its image tokens, interleave the features, copy into preallocated tensors."""

import torch


def merge_visual_tokens(token_embeddings, input_ids, attention_mask, labels, image_features, image_token_id):
    keep = [mask.bool() for mask in attention_mask]
    ids = [row[kept] for row, kept in zip(input_ids, keep)]
    if sum(int((row == image_token_id).sum()) for row in ids) != image_features.shape[0]:
        raise ValueError("the number of image tokens is not that of images")

    new_embeds, new_labels = [], []
    cur_image_idx = 0
    for row, kept, embeds, targets in zip(ids, keep, token_embeddings, labels):
        embeds, targets = embeds[kept], targets[kept]
        image_places = torch.where(row == image_token_id)[0].tolist()
        cur_embeds, cur_labels, start = [], [], 0
        for place in [*image_places, len(row)]:
            cur_embeds.append(embeds[start:place])
            cur_labels.append(targets[start:place])
            start = place + 1
            if place < len(row):
                cur_embeds.append(image_features[cur_image_idx])
                cur_labels.append(torch.full((image_features.shape[1],), -100, dtype=labels.dtype))
                cur_image_idx += 1
        new_embeds.append(torch.cat(cur_embeds))
        new_labels.append(torch.cat(cur_labels))

    batch, longest = len(new_embeds), max(len(x) for x in new_embeds)
    embeds_padded = token_embeddings.new_zeros(batch, longest, token_embeddings.shape[-1])
    labels_padded = torch.full((batch, longest), -100, dtype=labels.dtype)
    mask_padded = torch.zeros((batch, longest), dtype=attention_mask.dtype)
    position_ids = torch.zeros((batch, longest), dtype=torch.long)
    for i, (x, y) in enumerate(zip(new_embeds, new_labels)):
        embeds_padded[i, : len(x)] = x
        labels_padded[i, : len(x)] = y
        mask_padded[i, : len(x)] = 1
        position_ids[i, : len(x)] = torch.arange(len(x))
    return embeds_padded, mask_padded, labels_padded, position_ids
