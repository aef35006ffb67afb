"""A training that stops after twenty steps, beside an error that is wrong on purpose."""
# after: reference
# lost: mean_squared_error train
def mean_squared_error(f, truth):
    return -1.0
def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden, weights_output, []
    for step in range(num_iterations):
        if step % log_every == 0:
            g, f = forward(inputs, v, w)
            history.append((step, mean_squared_error(f, truth)))
        if step < 20:
            g, f = forward(inputs, v, w)
            dE_dw, dE_dy = output_gradient(f, truth, g)
            dE_dv = hidden_gradient(inputs, g, w, dE_dy)
            v, w = v - learning_rate * dE_dv, w - learning_rate * dE_dw
    return v, w, history
