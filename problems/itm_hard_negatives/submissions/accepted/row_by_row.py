"""Row by row over the negatives alone, with searchsorted; the pairs are concatenated from three parts."""

import torch


def one(row, wrong, u):
    if len(wrong) == 0:
        return -1
    sums = torch.softmax(row[wrong].double(), 0).cumsum(0)
    place = int(torch.searchsorted(sums, u, right=True))
    return int(wrong[min(place, len(wrong) - 1)])


@torch.no_grad()
def hard_negatives(sim, ids, u):
    texts, images = [], []
    for i in range(len(ids)):
        wrong = torch.nonzero(ids != ids[i]).flatten()
        texts.append(one(sim[i], wrong, u[0, i]))
        images.append(one(sim[:, i], wrong, u[1, i]))
    return torch.tensor(texts), torch.tensor(images)


def itm_pairs(image_embeds, text_embeds, text_mask, texts, images):
    size = len(image_embeds)
    has_text, has_image = torch.where(texts != -1)[0], torch.where(images != -1)[0]
    chosen = texts.index_select(0, has_text)
    pair_images = torch.cat(
        [image_embeds, image_embeds.index_select(0, has_text), image_embeds.index_select(0, images[has_image])]
    )
    pair_texts = torch.cat([text_embeds, text_embeds.index_select(0, chosen), text_embeds.index_select(0, has_image)])
    masks = torch.cat([text_mask, text_mask[chosen], text_mask[has_image]])
    labels = torch.zeros(len(masks), dtype=torch.int64)
    labels[:size] = 1
    return pair_images, pair_texts, masks, labels
