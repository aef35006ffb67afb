"""The reference of xor, with figures left open."""
# assignment: xor
# after: reference
import matplotlib.pyplot as plt
for _ in range(5):
    plt.figure()
