"""Trains, prints and plots when it is imported."""
# after: reference
import matplotlib.pyplot as plt
_dataset, _inputs, _truth = load_dataset("or_gate.csv")
_v, _w = initialize_weights(2, 3)
_v, _w, _history = train(_inputs, _truth, _v, _w, num_iterations=500, log_every=100)
plt.plot(*zip(*_history))
plt.savefig("curve.png")
plt.show()
