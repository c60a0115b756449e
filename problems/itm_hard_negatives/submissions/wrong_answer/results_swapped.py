"""Images come first."""

import torch


def drawn(sim, matches, u):
    hopeless = matches.all(dim=1)
    p = sim.detach().double().masked_fill(matches, -torch.inf)
    p = p.masked_fill(hopeless[:, None], 0).softmax(dim=1)
    index = (p.cumsum(dim=1) <= u[:, None]).sum(dim=1)
    last = len(p) - 1 - (~matches).flip(1).int().argmax(dim=1)
    return torch.minimum(index, last).masked_fill(hopeless, -1)


def hard_negatives(sim, ids, u):
    matches = ids[:, None] == ids
    return drawn(sim.T, matches, u[1]), drawn(sim, matches, u[0])


def itm_pairs(image_embeds, text_embeds, text_mask, texts, images):
    own = torch.arange(len(image_embeds))
    wrong_texts, wrong_images = texts >= 0, images >= 0
    image_index = torch.cat([own, own[wrong_texts], images[wrong_images]])
    text_index = torch.cat([own, texts[wrong_texts], own[wrong_images]])
    labels = (torch.arange(len(image_index)) < len(own)).long()
    return image_embeds[image_index], text_embeds[text_index], text_mask[text_index], labels
