"""DataFrames and Series for the calculations, arrays only at the borders."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv)
    dataset.index = pd.Index(dataset.pop("observation"), name="observation")
    inputs = dataset.drop(dataset.columns[-1], axis=1).astype("float32").values
    truth = dataset.iloc[:, -1].to_frame().astype("float32").values
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    return pd.DataFrame(x).dot(pd.DataFrame(weights)).add(bias).to_numpy()


def sigmoid(x):
    flat = pd.Series(np.ravel(x), dtype=float)
    small = flat.where(flat < 0, -flat).map(np.exp)
    return (small.where(flat < 0, 1.0) / (1 + small)).to_numpy().reshape(np.shape(x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    hidden = pd.DataFrame(np.random.rand(num_inputs, num_hidden))
    output = pd.DataFrame(np.random.rand(num_hidden, num_outputs))
    return hidden.to_numpy(copy=True), output.to_numpy(copy=True)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


def mean_squared_error(f, truth):
    return pd.DataFrame(f - truth).pow(2).stack().mean()


def output_gradient(f, truth, g):
    table = pd.DataFrame(f)
    dE_dy = table.sub(truth).mul(2 / table.size).mul(table).mul(1 - table)
    return pd.DataFrame(g).T.dot(dE_dy).to_numpy(), dE_dy.to_numpy()


def hidden_gradient(x, g, weights_output, dE_dy):
    slope = pd.DataFrame(g).apply(lambda column: column * (1 - column))
    dE_dyhat = pd.DataFrame(dE_dy).dot(pd.DataFrame(weights_output).T).mul(slope)
    return pd.DataFrame(x).T.dot(dE_dyhat).to_numpy()


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    # A DataFrame at every step would take a minute: arrays here.
    v, w, log = weights_hidden.copy(), weights_output.copy(), {}
    for step in range(num_iterations):
        g = 1 / (1 + np.exp(-(inputs @ v)))
        f = 1 / (1 + np.exp(-(g @ w)))
        if step % log_every == 0:
            log[step] = ((f - truth) ** 2).mean()
        dy = 2 / f.size * (f - truth) * f * (1 - f)
        dv, dw = inputs.T @ (dy @ w.T * g * (1 - g)), g.T @ dy
        v, w = v - learning_rate * dv, w - learning_rate * dw
    history = pd.Series(log, dtype=float)
    return v, w, list(history.items())


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    prediction = pd.DataFrame(f[:, :1], index=dataset.index, columns=["prediction"])
    result = dataset.merge(prediction, left_index=True, right_index=True, how="left")
    result["error"] = result["output"].subtract(result["prediction"])
    return result.loc[dataset.index]
