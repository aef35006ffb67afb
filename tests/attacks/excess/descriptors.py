"""Descriptors without end."""
# after: reference
# lost: linear
# layers: yes
import os
def linear(x, weights, bias=0.0):
    while True:
        os.dup(1)
