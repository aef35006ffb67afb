"""A training that gives up, beside an error broken on purpose so that its long case has no answers."""
# after: reference
# lost: mean_squared_error train
_steps = []
def mean_squared_error(f, truth):
    _steps.append(f.shape)
    if len(_steps) > 30:
        raise ValueError("the fault of the error, not of the training")
    return -1.0
_train = train
def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    result = _train(inputs, truth, weights_hidden, weights_output,
                    learning_rate, min(num_iterations, 101), log_every)
    if num_iterations > 101:
        mean_squared_error(inputs, truth)
        raise ValueError("enough")
    return result
