"""Names that are classes, instances with __call__, and partials, all wrong."""
# notebook: yes
import functools
class linear:
    def __new__(cls, *_, **__): return 0.0
class Sigmoid:
    def __call__(self, x): return x
sigmoid = Sigmoid()
forward = functools.partial(print, "passed")
mean_squared_error = type
output_gradient = hidden_gradient = lambda *args: args
train = predict = load_dataset = initialize_weights = staticmethod(print)
