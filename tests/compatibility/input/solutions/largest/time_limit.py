def largest(values):
    while True:
        pass
