"""The reference is imported and returned."""
# layers: yes
import sys
sys.path.insert(0, "@ROOT@")
def attack(name, args, keywords):
    import solutions.mlp.mlp as reference
    return getattr(reference, name)(*args, **keywords)
