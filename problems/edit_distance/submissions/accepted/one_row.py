"""One row that is overwritten; Hirschberg's halves for the script; equal ends are cut off first."""


def last_row(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        left = i
        for j, y in enumerate(b, 1):
            above = row[j]
            if x != y:
                diagonal = 1 + (diagonal if diagonal < above else above)
                if left < diagonal - 1:
                    diagonal = left + 1
            row[j] = left = diagonal
            diagonal = above
    return row


def edit_distance(a, b):
    start, end_a, end_b = 0, len(a), len(b)
    while start < end_a and start < end_b and a[start] == b[start]:
        start += 1
    while end_a > start and end_b > start and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
    long, short = a[start:end_a], b[start:end_b]
    return last_row(short, long)[-1] if len(short) > len(long) else last_row(long, short)[-1]


def edit_script(a, b):
    if not a:
        return [("insert", d) for d in b]
    if len(a) == 1:
        if not b:
            return [("delete", a)]
        place = max(b.find(a), 0)
        step = ("keep", a) if b[place] == a else ("replace", a, b[place])
        return edit_script("", b[:place]) + [step] + edit_script("", b[place + 1 :])
    half = len(a) // 2
    left, right = last_row(a[:half], b), last_row(a[half:][::-1], b[::-1])
    cut = min(range(len(b) + 1), key=lambda j: left[j] + right[len(b) - j])
    return edit_script(a[:half], b[:cut]) + edit_script(a[half:], b[cut:])


def character_error_rate(references, hypotheses):
    errors = length = 0
    for reference, hypothesis in zip(references, hypotheses):
        errors += edit_distance(reference, hypothesis)
        length += len(reference)
    if length == 0:
        return float("inf") if errors > 0 else 0.0
    return errors / length
