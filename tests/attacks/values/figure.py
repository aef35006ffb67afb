"""A figure with labels of a megabyte, and none of the lines."""
# assignment: xor
import matplotlib.pyplot as plt
def attack(name, args, keywords):
    figure, axes = plt.subplots()
    axes.plot([0, 1], [1, 1], label="<script>alert(1)</script>" * 1000)
    axes.set_yscale("log")
    axes.set_xlabel("\x1b[2J" * 10**4)
    axes.legend()
    return figure
