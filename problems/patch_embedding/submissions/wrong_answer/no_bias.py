"""The projection has no bias."""

import torch
from torch import nn


class PatchEmbedding(nn.Module):
    def __init__(self, image_size, patch_size, in_channels, embed_dim):
        super().__init__()
        height, width = image_size
        if height % patch_size or width % patch_size:
            raise ValueError("the patches do not fit into the image")
        self.image_size = height, width
        self.proj = nn.Conv2d(in_channels, embed_dim, patch_size, stride=patch_size, bias=False)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed_dim))
        patches = (height // patch_size) * (width // patch_size)
        self.pos_embed = nn.Parameter(torch.zeros(1, patches + 1, embed_dim))

    def forward(self, images):
        if images.shape[2:] != self.image_size:
            raise ValueError("the images have another size")
        tokens = self.proj(images).flatten(2).transpose(1, 2)  # (B, N, D)
        first = self.cls_token.expand(len(images), -1, -1)  # (B, 1, D)
        return torch.cat([first, tokens], dim=1) + self.pos_embed  # (B, N + 1, D)
