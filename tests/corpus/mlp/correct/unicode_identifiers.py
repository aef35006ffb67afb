"""Greek and accented identifiers, ∂ in comments, a helper named in Japanese."""
import numpy as np
import pandas as pd

η = 0.05


def σ(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def σʹ(s):
    return s * (1 - s)


def 二乗(a):
    return a * a


def load_dataset(csv):
    données = pd.read_csv(csv, index_col="observation")
    entrées, vérité = np.hsplit(données.to_numpy(dtype=np.float32), [données.shape[1] - 1])
    return données, entrées, vérité


def linear(x, weights, bias=0.0):
    β = bias
    return x @ weights + β


def sigmoid(x):
    return σ(x)


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    ν = np.random.rand(num_inputs, num_hidden)
    ω = np.random.rand(num_hidden, num_outputs)
    return ν, ω


def forward(x, weights_hidden, weights_output, bias=0.0):
    γ = σ(linear(x, weights_hidden, bias))
    φ = σ(linear(γ, weights_output, bias))
    return γ, φ


def mean_squared_error(f, truth):
    return 二乗(f - truth).mean()


def output_gradient(f, truth, g):
    # ∂E/∂y = ∂E/∂f · ∂f/∂y
    δ = 2 * (f - truth) / f.size * σʹ(f)
    return g.T @ δ, δ


def hidden_gradient(x, g, weights_output, dE_dy):
    # ∂E/∂ŷ = ∂E/∂g · ∂g/∂ŷ
    δ̂ = dE_dy @ weights_output.T * σʹ(g)
    return x.T @ δ̂


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=η, num_iterations=10000, log_every=1000):
    λ, ν, ω, 履歴 = learning_rate, weights_hidden.copy(), weights_output.copy(), []
    for étape in range(num_iterations):
        γ, φ = forward(inputs, ν, ω)
        if étape % log_every == 0:
            履歴.append((étape, mean_squared_error(φ, truth)))
        Δω, δ = output_gradient(φ, truth, γ)
        Δν = hidden_gradient(inputs, γ, ω, δ)
        ν, ω = ν - λ * Δν, ω - λ * Δω
    return ν, ω, 履歴


def predict(dataset, inputs, weights_hidden, weights_output):
    _, φ = forward(inputs, weights_hidden, weights_output)
    résultat = dataset.copy()
    résultat["prediction"] = φ[:, 0]
    résultat["error"] = résultat["output"] - résultat["prediction"]
    return résultat
