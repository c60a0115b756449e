"""F.unfold gives the patches, F.pad the place of the class token, and a buffer (not persistent) puts it there."""

import torch
import torch.nn.functional as F
from torch import nn


class PatchEmbedding(nn.Module):
    def __init__(self, image_size, patch_size, in_channels, embed_dim):
        super().__init__()
        self.image_height, self.image_width = image_size
        if self.image_height % patch_size != 0 or self.image_width % patch_size != 0:
            raise ValueError("image dimensions must be divisible by the patch size")
        self.patch_size = patch_size
        num_patches = (self.image_height // patch_size) * (self.image_width // patch_size)
        self.proj = nn.Conv2d(in_channels, embed_dim, kernel_size=patch_size, stride=patch_size)
        self.cls_token = nn.Parameter(torch.randn(1, 1, embed_dim))
        self.pos_embed = nn.Parameter(torch.randn(1, num_patches + 1, embed_dim) * 0.02)
        self.register_buffer("is_first", F.one_hot(torch.tensor(0), num_patches + 1)[:, None].bool(), persistent=False)

    def forward(self, images):
        if images.shape[-2] != self.image_height or images.shape[-1] != self.image_width:
            raise ValueError(f"expected images of {self.image_height} x {self.image_width}")
        columns = F.unfold(images, kernel_size=self.patch_size, stride=self.patch_size)  # (B, C * P * P, N)
        tokens = F.linear(columns.mT, self.proj.weight.flatten(1), self.proj.bias)
        tokens = F.pad(tokens, (0, 0, 1, 0))  # (B, N + 1, D)
        return torch.where(self.is_first, self.cls_token, tokens) + self.pos_embed
