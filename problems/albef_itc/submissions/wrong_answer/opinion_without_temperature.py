"""The opinion is not sharpened."""

import copy

import torch
from torch import nn


def direction(x):
    return nn.functional.normalize(x, dim=-1)


class ImageTextContrast(nn.Module):
    def __init__(self, image_dim, text_dim, embed_dim, queue_size, momentum, alpha):
        super().__init__()
        self.image_proj = nn.Linear(image_dim, embed_dim)
        self.text_proj = nn.Linear(text_dim, embed_dim)
        self.image_proj_m = copy.deepcopy(self.image_proj).requires_grad_(False)
        self.text_proj_m = copy.deepcopy(self.text_proj).requires_grad_(False)
        self.temp = nn.Parameter(torch.tensor(0.07))
        self.register_buffer("image_queue", direction(torch.randn(queue_size, embed_dim)))
        self.register_buffer("text_queue", direction(torch.randn(queue_size, embed_dim)))
        self.register_buffer("queue_ptr", torch.tensor(0))
        self.momentum = momentum
        self.alpha = alpha

    @torch.no_grad()
    def move_copies(self):
        for model, copied in ((self.image_proj, self.image_proj_m), (self.text_proj, self.text_proj_m)):
            for p, p_m in zip(model.parameters(), copied.parameters()):
                p_m.mul_(self.momentum).add_((1 - self.momentum) * p)

    @torch.no_grad()
    def enqueue(self, image, text):
        size = len(self.image_queue)
        rows = (self.queue_ptr + torch.arange(len(image))) % size
        self.image_queue[rows] = image
        self.text_queue[rows] = text
        self.queue_ptr.copy_((self.queue_ptr + len(image)) % size)

    @torch.no_grad()
    def targets(self, embedded, candidates):
        true_pairs = torch.eye(len(embedded), len(candidates))
        opinion = (embedded @ candidates.T).softmax(-1)
        return self.alpha * opinion + (1 - self.alpha) * true_pairs

    def forward(self, image, text, image_m, text_m):
        if self.training:
            self.move_copies()
        with torch.no_grad():
            v_m = direction(self.image_proj_m(image_m))
            t_m = direction(self.text_proj_m(text_m))
            images = torch.cat([v_m, self.image_queue])
            texts = torch.cat([t_m, self.text_queue])
        v = direction(self.image_proj(image))
        t = direction(self.text_proj(text))
        to_text = nn.functional.cross_entropy(v @ texts.T / self.temp, self.targets(v_m, texts))
        to_image = nn.functional.cross_entropy(t @ images.T / self.temp, self.targets(t_m, images))
        if self.training:
            self.enqueue(v_m, t_m)
        return (to_text + to_image) / 2
