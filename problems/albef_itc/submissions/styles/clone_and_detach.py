"""As the authors' repository has it: weights by `.data`, queues cloned and detached, a pointer that is an int."""

import torch
import torch.nn.functional as F
from torch import nn


class ImageTextContrast(nn.Module):
    def __init__(self, image_dim, text_dim, embed_dim, queue_size, momentum, alpha):
        super().__init__()
        self.image_proj = nn.Linear(image_dim, embed_dim)
        self.text_proj = nn.Linear(text_dim, embed_dim)
        self.image_proj_m = nn.Linear(image_dim, embed_dim)
        self.text_proj_m = nn.Linear(text_dim, embed_dim)
        self.temp = nn.Parameter(torch.ones([]) * 0.07)
        self.queue_size = queue_size
        self.momentum = momentum
        self.alpha = alpha
        self.model_pairs = [[self.image_proj, self.image_proj_m], [self.text_proj, self.text_proj_m]]
        self.copy_params()
        self.register_buffer("image_queue", torch.randn(queue_size, embed_dim))
        self.register_buffer("text_queue", torch.randn(queue_size, embed_dim))
        self.register_buffer("queue_ptr", torch.zeros([], dtype=torch.long))
        self.image_queue = F.normalize(self.image_queue, dim=1)
        self.text_queue = F.normalize(self.text_queue, dim=1)

    @torch.no_grad()
    def copy_params(self):
        for model, model_m in self.model_pairs:
            for param, param_m in zip(model.parameters(), model_m.parameters()):
                param_m.data.copy_(param.data)
                param_m.requires_grad = False

    @torch.no_grad()
    def momentum_update(self):
        for model, model_m in self.model_pairs:
            for param, param_m in zip(model.parameters(), model_m.parameters()):
                param_m.data = param_m.data * self.momentum + param.data * (1.0 - self.momentum)

    @torch.no_grad()
    def dequeue_and_enqueue(self, image_feat, text_feat):
        batch_size = image_feat.shape[0]
        ptr = int(self.queue_ptr)
        behind = min(batch_size, self.queue_size - ptr)
        for queue, feat in ((self.image_queue, image_feat), (self.text_queue, text_feat)):
            queue[ptr : ptr + behind] = feat[:behind]
            queue[: batch_size - behind] = feat[behind:]
        self.queue_ptr.fill_((ptr + batch_size) % self.queue_size)

    def forward(self, image, text, image_m, text_m):
        image_feat = F.normalize(self.image_proj(image), dim=-1)
        text_feat = F.normalize(self.text_proj(text), dim=-1)

        with torch.no_grad():
            if self.training:
                self.momentum_update()
            image_feat_m = F.normalize(self.image_proj_m(image_m), dim=-1)
            image_feat_all = torch.cat([image_feat_m, self.image_queue.clone().detach()], dim=0)
            text_feat_m = F.normalize(self.text_proj_m(text_m), dim=-1)
            text_feat_all = torch.cat([text_feat_m, self.text_queue.clone().detach()], dim=0)

            sim_i2t_m = image_feat_m @ text_feat_all.t() / self.temp
            sim_t2i_m = text_feat_m @ image_feat_all.t() / self.temp
            sim_targets = torch.zeros(sim_i2t_m.size(), dtype=sim_i2t_m.dtype)
            sim_targets.fill_diagonal_(1)
            sim_i2t_targets = self.alpha * F.softmax(sim_i2t_m, dim=1) + (1 - self.alpha) * sim_targets
            sim_t2i_targets = self.alpha * F.softmax(sim_t2i_m, dim=1) + (1 - self.alpha) * sim_targets

        sim_i2t = image_feat @ text_feat_all.t() / self.temp
        sim_t2i = text_feat @ image_feat_all.t() / self.temp
        loss_i2t = -torch.sum(F.log_softmax(sim_i2t, dim=1) * sim_i2t_targets, dim=1).mean()
        loss_t2i = -torch.sum(F.log_softmax(sim_t2i, dim=1) * sim_t2i_targets, dim=1).mean()

        if self.training:
            self.dequeue_and_enqueue(image_feat_m, text_feat_m)
        return (loss_i2t + loss_t2i) / 2
