"""Token by token in Python."""

import math

import numpy as np


def of_row(row, temperature, top_k, top_p):
    order = sorted(range(len(row)), key=lambda token: (-row[token], token))
    if temperature == 0:
        return [float(token == order[0]) for token in range(len(row))]
    order = [token for token in (order[:top_k] if top_k else order) if row[token] > -math.inf]
    weights = [math.exp((row[token] - row[order[0]]) / temperature) for token in order]
    total = sum(weights)
    kept, reached = 0, 0.0
    while kept < len(order) and (top_p == 1 or reached < top_p):
        reached += weights[kept] / total
        kept += 1
    out = [0.0] * len(row)
    total = sum(weights[:kept])
    for token, weight in zip(order[:kept], weights):
        out[token] = weight / total
    return out


def top_k_top_p(logits, temperature=1.0, top_k=0, top_p=1.0):
    return np.array([of_row(row, temperature, top_k, top_p) for row in logits.astype(np.float64).tolist()])


def sample(probs, u):
    drawn = []
    for row, number in zip(probs.tolist(), u.tolist()):
        total, found = 0.0, 0
        for token, p in enumerate(row):
            total += p
            if p > 0:
                found = token
                if total > number:
                    break
        drawn.append(found)
    return np.array(drawn)
