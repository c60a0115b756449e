"""Windows along both axes by Tensor.unfold, one einsum over them; the result is written into an empty tensor."""

import torch
from torch import nn


class PatchEmbedding(nn.Module):
    def __init__(self, image_size, patch_size, in_channels, embed_dim):
        super().__init__()
        self.image_size = tuple(image_size)
        if any(side % patch_size for side in self.image_size):
            raise ValueError(f"{patch_size} does not divide {image_size}")
        self.patch_size = patch_size
        self.num_patches = self.image_size[0] * self.image_size[1] // patch_size**2
        self.proj = nn.Conv2d(in_channels, embed_dim, patch_size, patch_size)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed_dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, self.num_patches + 1, embed_dim))
        nn.init.trunc_normal_(self.pos_embed, std=0.02)
        nn.init.trunc_normal_(self.cls_token, std=0.02)

    def forward(self, images):
        if tuple(images.shape[-2:]) != self.image_size:
            raise ValueError(f"the image size {tuple(images.shape[-2:])} is not {self.image_size}")
        p = self.patch_size
        windows = images.unfold(2, p, p).unfold(3, p, p)  # (B, C, h, w, P, P)
        x = images.new_empty(images.shape[0], self.num_patches + 1, self.pos_embed.shape[-1])
        x[:, 0] = self.cls_token[0, 0]
        x[:, 1:] = torch.einsum("bchwij,dcij->bhwd", windows, self.proj.weight).flatten(1, 2) + self.proj.bias
        x += self.pos_embed
        return x
