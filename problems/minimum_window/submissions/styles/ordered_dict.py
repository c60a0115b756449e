"""One pass over `s` as a stream: an OrderedDict keeps the latest places of what is needed, and its first is the start."""

from collections import Counter, OrderedDict, defaultdict


def min_window(s: str, t: str) -> str:
    need = Counter(t)
    seen = defaultdict(list)  # the places of each needed character
    kept = OrderedDict()  # of them the last need[c], in order
    best = None
    for end, c in enumerate(s):
        if c not in need:
            continue
        places = seen[c]
        if len(places) >= need[c]:
            del kept[places[-need[c]]]
        places.append(end)
        kept[end] = None
        if len(kept) == len(t):
            start = next(iter(kept))
            if best is None or end - start < best[1] - best[0]:
                best = start, end
    return s[best[0] : best[1] + 1] if best else ""
