def turned(word):
    while True:
        pass
