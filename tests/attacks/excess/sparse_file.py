"""A file of 2^60 bytes that takes no room."""
# layers: yes
def attack(name, args, keywords):
    open("sparse", "wb").truncate(2**60)
    return 0.0
