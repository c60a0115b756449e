"""Cuts the image without moving the axes: a token is no patch."""

import torch
from torch import nn


class Projection(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(shape))
        self.bias = nn.Parameter(torch.empty(shape[0]))


# B images   C channels   P patch size   D features   h x w patches
class PatchEmbedding(nn.Module):
    def __init__(self, image_size, patch_size, in_channels, embed_dim):
        super().__init__()
        self.grid = [side // patch_size for side in image_size]
        self.image_size = [side * patch_size for side in self.grid]
        if self.image_size != list(image_size):
            raise ValueError("the patches do not fit into the image")
        self.proj = Projection(embed_dim, in_channels, patch_size, patch_size)
        self.cls_token = nn.Parameter(torch.empty(1, 1, embed_dim))
        self.pos_embed = nn.Parameter(torch.empty(1, self.grid[0] * self.grid[1] + 1, embed_dim))

    def forward(self, images):
        if list(images.shape[2:]) != self.image_size:
            raise ValueError("the images have another size")
        h, w = self.grid
        p = self.proj.weight.shape[-1]
        cut = images.reshape(len(images), -1, h, p, w, p)  # (B, C, h, P, w, P)
        patches = cut.reshape(len(images), h * w, -1)  # (B, h * w, C * P * P)
        tokens = patches @ self.proj.weight.flatten(1).T + self.proj.bias  # (B, h * w, D)
        class_token, rest = self.pos_embed.split([1, h * w], dim=1)
        return torch.cat([(self.cls_token + class_token).expand(len(images), 1, -1), tokens + rest], dim=1)
