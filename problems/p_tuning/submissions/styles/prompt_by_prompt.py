"""As the authors' repository has it: embed everything, then put prompt after prompt into its places; buffers for the indices."""

import torch
from torch import nn


class PromptEncoder(nn.Module):
    def __init__(self, prompts, dim, hidden, dropout=0.0):
        super().__init__()
        self.cloze_length = prompts
        self.embedding = nn.Embedding(prompts, dim)
        self.lstm = nn.LSTM(dim, hidden, num_layers=2, dropout=dropout, bidirectional=True, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(2 * hidden, 2 * hidden), nn.ReLU(), nn.Linear(2 * hidden, dim))
        self.register_buffer("seq_indices", torch.LongTensor(list(range(prompts))), persistent=False)

    def forward(self):
        input_embeds = self.embedding(self.seq_indices).unsqueeze(0)
        hidden, (_, _) = self.lstm(input_embeds)
        return self.mlp(hidden[0])

    def precompute(self):
        was_training = self.training
        self.train(False)
        with torch.inference_mode():
            prompts = self()
        self.train(was_training)
        return prompts.clone()


def insert_prompts(ids, word_embeddings, prompts, pseudo_id, pad_id):
    batch, count = len(ids), len(prompts)
    places = []
    for row, tokens in enumerate(ids):
        blocked = (tokens == pseudo_id).nonzero().reshape(-1)
        if len(blocked) != count:
            raise ValueError(f"row {row}: {len(blocked)} pseudo tokens for {count} prompts")
        places.append(blocked)
    places = torch.stack(places)
    mask = ids != pad_id
    known = mask & (ids != pseudo_id)
    raw_embeds = word_embeddings.detach()[torch.where(known, ids, 0)]
    raw_embeds = raw_embeds * known.unsqueeze(-1)
    rows = torch.arange(batch)
    for i in range(count):
        raw_embeds[rows, places[:, i]] = prompts[i]
    return raw_embeds, mask
