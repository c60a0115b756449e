"""A trie of prefixes in plain Python: each node has its two log-probabilities, before and after the frame."""

import math


def log_add(a, b):
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))


class Node:
    __slots__ = ("blank", "children", "new_blank", "new_other", "other", "parent", "symbol", "total")

    def __init__(self, symbol=None, parent=None):
        self.symbol, self.parent, self.children = symbol, parent, {}
        self.blank = self.other = self.total = -math.inf
        self.new_blank = self.new_other = -math.inf

    def child(self, symbol):
        if symbol not in self.children:
            self.children[symbol] = Node(symbol, self)
        return self.children[symbol]

    def move(self):
        self.blank, self.other = self.new_blank, self.new_other
        self.total = log_add(self.blank, self.other)
        self.new_blank = self.new_other = -math.inf

    def text(self):
        symbols, node = [], self
        while node.parent is not None:
            symbols.append(node.symbol)
            node = node.parent
        return symbols[::-1]


def ctc_greedy(log_probs, lengths, blank=0):
    texts = []
    for item, length in zip(log_probs, lengths):
        text, before = [], blank
        for frame in item[: int(length)]:
            symbol = int(frame.argmax())
            if symbol not in (blank, before):
                text.append(symbol)
            before = symbol
        texts.append(text)
    return texts


def ctc_beam_search(log_probs, width, blank=0):
    root = Node()
    root.new_blank = 0.0
    root.move()
    beam = [root]
    for frame in log_probs.tolist():
        touched = {}
        for node in beam:
            touched[node] = True
            for symbol, p in enumerate(frame):
                if p == -math.inf:
                    continue
                if symbol == blank:
                    node.new_blank = log_add(node.new_blank, node.total + p)
                    continue
                longer = node.child(symbol)
                touched[longer] = True
                if symbol == node.symbol:
                    node.new_other = log_add(node.new_other, node.other + p)
                    longer.new_other = log_add(longer.new_other, node.blank + p)
                else:
                    longer.new_other = log_add(longer.new_other, node.total + p)
        for node in touched:
            node.move()
        beam = sorted(touched, key=lambda node: node.total, reverse=True)[:width]
    return beam[0].text(), beam[0].total
