def add(a, b):
    total = a
    total += b  # 两数之和
    return total
