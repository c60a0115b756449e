def add(a, b):
    print("seen", a)
    return a + abs(b)
