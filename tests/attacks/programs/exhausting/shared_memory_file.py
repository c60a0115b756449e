"""Puts its data into /dev/shm. Class F, G."""
# expect: RTE "/dev/shm"

def total(numbers):
    with open("/dev/shm/hoard", "wb") as file:
        while True:
            file.write(bytes(1 << 20))
