def largest(values):
    return max(map(abs, values))
