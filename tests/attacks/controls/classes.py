"""Classes with __call__ and methods."""
# after: reference
class Layer:
    def __call__(self, x, weights, bias=0.0):
        return x @ weights + bias
    def sigmoid(self, x):
        return _sigmoid(x)
_sigmoid = sigmoid
layer = Layer()
linear, sigmoid = layer, layer.sigmoid
