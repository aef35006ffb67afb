"""A training that returns a history without training the model."""
# assignment: xor
# after: reference
# lost: trained
# status: failed
_train = train
def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    import copy
    return _train(copy.deepcopy(model), loss, inputs, truth, learning_rate, num_iterations, log_every)
