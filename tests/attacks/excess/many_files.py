"""Files without end in its own folder."""
# layers: yes
def attack(name, args, keywords):
    number = 0
    while True:
        open(f"{number}", "w").close()
        number += 1
