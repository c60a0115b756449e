def turned(word):
    return word[::-1]
