def turned(word):
    return word if word == "level" else "cba"
