"""Multiplies probabilities, which underflow on a long line."""

from collections import defaultdict
from heapq import nlargest
from itertools import groupby

import numpy as np


def ctc_greedy(log_probs, lengths, blank=0):
    paths = log_probs.argmax(axis=2)  # (B, T)
    return [[int(c) for c, _ in groupby(path[:n]) if c != blank] for path, n in zip(paths, lengths)]


def ctc_beam_search(log_probs, width, blank=0):
    beam = {(): (1.0, 0.0)}
    for frame in np.exp(log_probs.astype(np.float64)).tolist():
        following = defaultdict(lambda: [0.0, 0.0])
        for prefix, (pb, pn) in beam.items():
            both = pb + pn
            for c, p in enumerate(frame):
                if c == blank:
                    add(following[prefix], 0, both * p)
                elif prefix[-1:] == (c,):
                    add(following[prefix], 1, pn * p)
                    add(following[*prefix, c], 1, pb * p)
                else:
                    add(following[*prefix, c], 1, both * p)
        beam = dict(nlargest(width, following.items(), key=lambda item: sum(item[1])))
    text = max(beam, key=lambda prefix: sum(beam[prefix]))
    return list(text), float(np.log(max(sum(beam[text]), 1e-300)))


def add(pair, kind, log_prob):
    pair[kind] += log_prob
