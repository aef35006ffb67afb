"""Names and texts beyond ASCII."""
# after: reference
"""Größe, 重み, ∂E/∂w"""
def linear(x, weights, bias=0.0):
    γεια, größe = x @ weights, "重み"
    print(größe, "∂E/∂w ✓")
    return γεια + bias
