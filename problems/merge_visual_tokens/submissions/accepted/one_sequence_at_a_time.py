"""Pieces of one sequence after the other, concatenated, then padded together."""

import torch
from torch.nn.utils.rnn import pad_sequence


def merge_visual_tokens(token_embeddings, input_ids, attention_mask, labels, image_features, image_token_id):
    images = iter(image_features)
    merged, merged_labels = [], []
    for embeddings, ids, mask, targets in zip(token_embeddings, input_ids, attention_mask, labels):
        kept = mask.nonzero()[:, 0]
        pieces, piece_labels = [], []
        for i, token in zip(kept, ids[kept]):
            if token == image_token_id:
                image = next(images, None)
                if image is None:
                    raise ValueError("there are more image tokens than images")
                pieces.append(image)
                piece_labels.append(targets.new_full((len(image),), -100))
            else:
                pieces.append(embeddings[i : i + 1])
                piece_labels.append(targets[i : i + 1])
        merged.append(torch.cat(pieces))
        merged_labels.append(torch.cat(piece_labels))
    if next(images, None) is not None:
        raise ValueError("there are more images than image tokens")
    positions = [torch.arange(len(sequence)) for sequence in merged]
    ones = [torch.ones_like(sequence) for sequence in positions]
    return (
        pad_sequence(merged, batch_first=True),
        pad_sequence(ones, batch_first=True),
        pad_sequence(merged_labels, batch_first=True, padding_value=-100),
        pad_sequence(positions, batch_first=True),
    )
