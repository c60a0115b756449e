def largest(values):
    import heapq

    return heapq.nlargest(1, values)[0]
