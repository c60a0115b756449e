"""Arrays (k, V) of extensions; a prefix whose parent is in the beam takes its mass from the parent's row."""

import numpy as np


def ctc_greedy(log_probs, lengths, blank=0):
    paths = log_probs.argmax(axis=2)  # (B, T)
    keep = paths != blank
    keep[:, 1:] &= paths[:, 1:] != paths[:, :-1]
    keep &= np.arange(paths.shape[1]) < lengths[:, None]
    return [path[kept].tolist() for path, kept in zip(paths, keep)]


def ctc_beam_search(log_probs, width, blank=0):
    prefixes = [[]]
    pb, pn = np.zeros(1), np.full(1, -np.inf)  # (k,)
    for frame in log_probs.astype(np.float64):
        both = np.logaddexp(pb, pn)
        grown = both[:, None] + frame  # (k, V), every prefix lengthened by every symbol
        grown[:, blank] = -np.inf
        stay_blank = both + frame[blank]
        stay = np.full(len(prefixes), -np.inf)
        places = {tuple(prefix): i for i, prefix in enumerate(prefixes)}
        for i, prefix in enumerate(prefixes):
            if prefix:
                grown[i, prefix[-1]] = pb[i] + frame[prefix[-1]]
                stay[i] = pn[i] + frame[prefix[-1]]
        for i, prefix in enumerate(prefixes):
            parent = places.get(tuple(prefix[:-1])) if prefix else None
            if parent is not None:
                stay[i] = np.logaddexp(stay[i], grown[parent, prefix[-1]])
                grown[parent, prefix[-1]] = -np.inf
        totals = np.concatenate([np.logaddexp(stay_blank, stay), grown.ravel()])
        new_pb = np.concatenate([stay_blank, np.full(grown.size, -np.inf)])
        new_pn = np.concatenate([stay, grown.ravel()])
        best = [i for i in np.argsort(-totals)[:width] if totals[i] > -np.inf]
        candidates = []
        for index in best:
            i, c = divmod(int(index) - len(prefixes), grown.shape[1])
            candidates.append(prefixes[index] if index < len(prefixes) else [*prefixes[i], c])
        prefixes, pb, pn = candidates, new_pb[best], new_pn[best]
    totals = np.logaddexp(pb, pn)
    best = int(totals.argmax())
    return prefixes[best], float(totals[best])
