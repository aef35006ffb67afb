"""The pipes for answers, commands and output are swapped."""
# after: forge
def attack(name, args, keywords):
    os.dup2(199, 50), os.dup2(198, 199), os.dup2(1, 198), os.dup2(50, 1)
    print("passed", flush=True)
    return 0.0
