"""The loss by logsumexp; the true pairs and the momentum model's opinion are two separate terms of it."""

import torch
from torch import nn


def unit(x):
    return x / x.norm(dim=-1, keepdim=True)


class ImageTextContrast(nn.Module):
    def __init__(self, image_dim, text_dim, embed_dim, queue_size, momentum, alpha):
        super().__init__()
        for name, dim in (("image", image_dim), ("text", text_dim)):
            online, copied = nn.Linear(dim, embed_dim), nn.Linear(dim, embed_dim)
            copied.load_state_dict(online.state_dict())
            for p in copied.parameters():
                p.requires_grad = False
            self.add_module(f"{name}_proj", online)
            self.add_module(f"{name}_proj_m", copied)
            self.register_buffer(f"{name}_queue", unit(torch.randn(queue_size, embed_dim)))
        self.temp = nn.Parameter(torch.tensor(0.07))
        self.register_buffer("queue_ptr", torch.tensor(0))
        self.momentum, self.alpha = momentum, alpha

    def forward(self, image, text, image_m, text_m):
        pairs = ((self.image_proj, self.image_proj_m), (self.text_proj, self.text_proj_m))
        if self.training:
            for online, copied in pairs:
                copied.weight.lerp_(online.weight.detach(), 1 - self.momentum)
                copied.bias.lerp_(online.bias.detach(), 1 - self.momentum)
        v, t = unit(self.image_proj(image)), unit(self.text_proj(text))
        v_m, t_m = unit(self.image_proj_m(image_m.detach())), unit(self.text_proj_m(text_m.detach()))
        loss = self.one_way(v, v_m, t_m, self.text_queue) + self.one_way(t, t_m, v_m, self.image_queue)
        if self.training:
            self.image_queue = self.pushed(self.image_queue, v_m)
            self.text_queue = self.pushed(self.text_queue, t_m)
            self.queue_ptr = (self.queue_ptr + len(v)) % len(self.image_queue)
        return loss / 2

    def one_way(self, query, query_m, batch, queue):
        candidates = torch.cat([batch, queue])
        logits = query @ candidates.T / self.temp
        opinion = (query_m @ candidates.T / self.temp.detach()).softmax(dim=1)
        believed = (1 - self.alpha) * logits.diagonal() + self.alpha * (opinion * logits).sum(dim=1)
        return (logits.logsumexp(dim=1) - believed).mean()

    def pushed(self, queue, new):
        """A new queue: the graph keeps the old one. The rows behind the pointer come first, and are put back."""
        start = int(self.queue_ptr)
        rolled = queue.roll(-start, dims=0)
        return torch.cat([new, rolled[len(new) :]]).roll(start, dims=0)
