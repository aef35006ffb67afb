"""Lone surrogates and NUL in texts that no file can hold."""
def attack(name, args, keywords):
    raise ValueError("\ud800\0\udfff")
