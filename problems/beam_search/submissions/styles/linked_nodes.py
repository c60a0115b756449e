"""Nodes that know their parent; each gives its best extensions by argsort, and the tokens are read off backwards."""

from dataclasses import dataclass
from itertools import islice

import numpy as np


@dataclass(frozen=True)
class Node:
    token: int
    total: float
    length: int
    parent: "Node | None"

    def extensions(self, row, width):
        for token in np.argsort(-row, kind="stable")[:width]:
            if row[token] == -np.inf:
                return
            yield Node(int(token), self.total + float(row[token]), self.length + 1, self)

    def tokens(self):
        found, node = [], self
        while node.parent is not None:
            found.append(node.token)
            node = node.parent
        found.reverse()
        return found

    def score(self, alpha):
        return self.total / self.length**alpha


def beam_search(log_probs, start, end, width, alpha=0.0):
    live, finished = [Node(start, 0.0, 0, None)], []
    for step in log_probs:
        if not live:
            break
        extensions = [new for node in live for new in node.extensions(step[node.token], width)]
        extensions.sort(key=lambda node: node.total, reverse=True)
        live = []
        for node in islice(extensions, width):
            (finished if node.token == end else live).append(node)
    ranked = sorted(finished + live, key=lambda node: -node.score(alpha))
    return [(node.tokens(), node.score(alpha)) for node in ranked[:width]]
