"""Takes the best path of a text, not the sum over its paths."""

from collections import defaultdict
from heapq import nlargest
from itertools import groupby

import numpy as np


def ctc_greedy(log_probs, lengths, blank=0):
    paths = log_probs.argmax(axis=2)  # (B, T)
    return [[int(c) for c, _ in groupby(path[:n]) if c != blank] for path, n in zip(paths, lengths)]


def ctc_beam_search(log_probs, width, blank=0):
    beam = {(): (0.0, -np.inf)}
    for frame in log_probs.tolist():
        following = defaultdict(lambda: [-np.inf, -np.inf])
        for prefix, (pb, pn) in beam.items():
            both = max(pb, pn)
            for c, p in enumerate(frame):
                if c == blank:
                    add(following[prefix], 0, both + p)
                elif prefix[-1:] == (c,):
                    add(following[prefix], 1, pn + p)
                    add(following[*prefix, c], 1, pb + p)
                else:
                    add(following[*prefix, c], 1, both + p)
        beam = dict(nlargest(width, following.items(), key=lambda item: max(item[1])))
    text = max(beam, key=lambda prefix: max(beam[prefix]))
    return list(text), float(max(beam[text]))


def add(pair, kind, log_prob):
    pair[kind] = max(pair[kind], log_prob)
