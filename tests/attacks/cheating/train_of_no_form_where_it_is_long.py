"""A training that gives nothing in long cases, beside an error that asks for too much memory."""
# after: reference
# lost: mean_squared_error train
_train = train
def mean_squared_error(f, truth):
    raise MemoryError
def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    if num_iterations > 40:
        return "no", "such", ["thing"]
    return _train(inputs, truth, weights_hidden, weights_output,
                  learning_rate, num_iterations, log_every)
