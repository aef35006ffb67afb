"""(N,) where (N, 1) is wanted, which would broadcast."""
# after: reference
# lost: linear output_gradient
# status: failed exception
def linear(x, weights, bias=0.0):
    return (x @ weights + bias).ravel()
def output_gradient(f, truth, g):
    return g.T @ (f - truth), (f - truth).ravel()
