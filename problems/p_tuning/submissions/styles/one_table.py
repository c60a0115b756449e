"""Words, prompts and a row of zeros are one table, looked up once; indices in a buffer, and a copy in eval mode."""

import copy

import torch
import torch.nn.functional as F
from torch import nn


class PromptEncoder(nn.Module):
    def __init__(self, prompts, dim, hidden, dropout=0.0):
        super().__init__()
        self.register_buffer("seq_indices", torch.arange(prompts), persistent=False)
        self.embedding = nn.Embedding(prompts, dim)
        self.lstm = nn.LSTM(
            input_size=dim,
            hidden_size=hidden,
            num_layers=2,
            dropout=dropout,
            bidirectional=True,
            batch_first=True,
        )
        self.mlp = nn.Sequential(
            nn.Linear(hidden * 2, hidden * 2),
            nn.ReLU(),
            nn.Linear(hidden * 2, dim),
        )

    def forward(self):
        input_embeds = self.embedding(self.seq_indices).unsqueeze(0)
        return self.mlp(self.lstm(input_embeds)[0]).squeeze(0)

    def precompute(self):
        frozen = copy.deepcopy(self).eval().requires_grad_(False)
        return frozen()


def insert_prompts(ids, word_embeddings, prompts, pseudo_id, pad_id):
    is_pseudo = torch.eq(ids, pseudo_id)
    is_pad = torch.eq(ids, pad_id)
    counts = is_pseudo.sum(dim=1)
    if not torch.all(counts == prompts.size(0)):
        row = int(torch.argmax((counts != prompts.size(0)).int()))
        raise ValueError(f"row {row}: expected {prompts.size(0)} pseudo tokens, found {int(counts[row])}")

    zeros = prompts.new_zeros(1, prompts.size(1))
    table = torch.cat([word_embeddings.detach(), prompts, zeros])
    first_prompt = word_embeddings.size(0)
    index = torch.where(is_pseudo, first_prompt + is_pseudo.cumsum(dim=1) - 1, ids)
    index = torch.where(is_pad, table.size(0) - 1, index)
    return F.embedding(index, table), is_pad.logical_not()
