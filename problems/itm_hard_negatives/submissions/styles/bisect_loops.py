"""Plain lists and floats: running weights that are not normalised, bisected at u times their sum; pairs are stacked."""

import math
from bisect import bisect_right
from itertools import accumulate

import torch


def draw(logits, negatives, u):
    if not negatives:
        return -1
    top = max(logits[j] for j in negatives)
    running = list(accumulate(math.exp(logits[j] - top) for j in negatives))
    place = bisect_right(running, u * running[-1])
    return negatives[min(place, len(negatives) - 1)]


def hard_negatives(sim, ids, u):
    rows = sim.detach().double().tolist()
    columns = list(zip(*rows))
    ids, (of_images, of_texts) = ids.tolist(), u.tolist()
    negatives = [[j for j, other in enumerate(ids) if other != own] for own in ids]
    texts = [draw(row, wrong, x) for row, wrong, x in zip(rows, negatives, of_images)]
    images = [draw(column, wrong, x) for column, wrong, x in zip(columns, negatives, of_texts)]
    return torch.tensor(texts), torch.tensor(images)


def itm_pairs(image_embeds, text_embeds, text_mask, texts, images):
    pairs = [(i, i, 1) for i in range(len(image_embeds))]
    pairs += [(i, j, 0) for i, j in enumerate(texts.tolist()) if j >= 0]
    pairs += [(i, j, 0) for j, i in enumerate(images.tolist()) if i >= 0]
    each_image, each_text = image_embeds.unbind(), text_embeds.unbind()
    return (
        torch.stack([each_image[i] for i, _, _ in pairs]),
        torch.stack([each_text[j] for _, j, _ in pairs]),
        torch.stack([text_mask[j] for _, j, _ in pairs]),
        torch.tensor([label for _, _, label in pairs]),
    )
