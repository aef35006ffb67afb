# %% [markdown]
# # Attention
#
# A language model reads the words of a sentence as vectors. What a word means depends on other
# words: in "the bank of the river", *river* says which *bank* it is. *Attention* lets every vector
# take something from the others, and learns from which ones. It is the main part of every
# transformer (Vaswani and others, 2017), and it fits into twenty lines.
#
# From each vector, three others are made: a *query* (what am I looking for?), a *key* (what am I?),
# and a *value* (what do I give?). A position compares its query with the keys of all positions.
# Where they agree, it takes much of the value.
#
# | symbol | in the code | shape | meaning |
# |---|---|---|---|
# | | `x` | (B, T, D) | B sequences of T vectors with D numbers each |
# | $Q, K, V$ | `q`, `k`, `v` | (B, T, D) | queries, keys and values |
# | | `mask` | (T, T) | True where row t may look at column s |
# | $A$ | | (B, T, T) | row t: how much position t takes from each position |

# %%
import math

import torch
from torch import nn

# %% [markdown]
# ## Nobody looks ahead
#
# A model that predicts the next word must not see it. So position t looks at itself and at what
# came before, never at what comes after.


# %%
def causal_mask(length):
    """True where row t may look at column s: for s up to t.

    length a number T → (T, T), a tensor of bools
    """
    ### BEGIN SOLUTION
    return torch.ones(length, length).tril().bool()
    ### END SOLUTION


# %%
if __name__ == "__main__":
    print(causal_mask(4).int())

# %% [markdown]
# ## Who looks where
#
# The agreement of a query and a key is their scalar product. It grows with D, so it is divided by
# $\sqrt{D}$. Where the mask is False, it becomes $-\infty$. A softmax over each row turns
# agreements into shares that add up to 1, and $-\infty$ into 0:
#
# $$A = \mathrm{softmax} \left( \frac{Q K^T}{\sqrt{D}} \right)$$


# %%
def attention_weights(q, k, mask):
    """How much each position takes from each position it may look at.

    q (B, T, D), k (B, T, D), mask (T, T) → (B, T, T), rows that add up to 1
    """
    ### BEGIN SOLUTION
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    return torch.softmax(scores.masked_fill(~mask, -math.inf), dim=-1)
    ### END SOLUTION


# %%
if __name__ == "__main__":
    torch.manual_seed(0)
    q, k = torch.randn(1, 4, 8), torch.randn(1, 4, 8)
    print(attention_weights(q, k, causal_mask(4)))

# %% [markdown]
# Look at the first row: why is it (1, 0, 0, 0) whatever the queries and keys are?
#
# ## A layer that learns
#
# Queries, keys and values are linear functions of x, and what comes out passes through one more:
#
# $$Q = x W_q \qquad K = x W_k \qquad V = x W_v \qquad \text{output} = (A V) W_o$$
#
# Use one `nn.Linear(size, size, bias=False)` for each, with the names `query`, `key`, `value` and
# `output`.


# %%
class SelfAttention(nn.Module):
    """Attention of the positions of a sequence to themselves and to earlier ones."""

    def __init__(self, size):
        """Make the four linear layers for vectors with `size` numbers."""
        super().__init__()
        ### BEGIN SOLUTION
        self.query = nn.Linear(size, size, bias=False)
        self.key = nn.Linear(size, size, bias=False)
        self.value = nn.Linear(size, size, bias=False)
        self.output = nn.Linear(size, size, bias=False)
        ### END SOLUTION

    def forward(self, x):
        """What each position gets from those it may look at.

        x (B, T, D) → (B, T, D)
        """
        ### BEGIN SOLUTION
        weights = attention_weights(self.query(x), self.key(x), causal_mask(x.shape[1]))
        return self.output(weights @ self.value(x))
        ### END SOLUTION


# %% [markdown]
# Can it learn? Here it has to repeat the four numbers that stood one position earlier. The last
# four numbers of each vector say where it stands.

# %%
if __name__ == "__main__":

    def train(positions, steps=400):
        """A layer that learns to repeat what stood one position earlier, and an input for it."""
        torch.manual_seed(1)
        layer = SelfAttention(8)
        optimizer = torch.optim.Adam(layer.parameters(), lr=0.02)
        for step in range(steps):
            content = torch.randn(64, 4, 4)
            x = torch.cat([content, positions.expand(64, 4, 4)], dim=-1)
            loss = torch.mean((layer(x)[:, 1:, :4] - content[:, :-1]) ** 2)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if step % 100 == 0:
                print(f"step {step}: error {loss.item():.4f}")
        return layer, x

    layer, x = train(positions=torch.eye(4))
    looks = attention_weights(layer.query(x), layer.key(x), causal_mask(4)).mean(dim=0)
    print("each position looks most at:", torch.argmax(looks, dim=-1).tolist())

# %% [markdown]
# **Your turn.** Take the positions away. How far does the error fall now? Type your guess first.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None
    train(positions=torch.zeros(4, 4))
    print(f"guess {guess}")

# %% [markdown]
# **Without the mask, and without positions in x, the order of the words in a sentence makes no
# difference to this layer. Explain why.**

# %% [markdown] question="order" points=2
# ### BEGIN SOLUTION
# Each output is a sum of values over all positions, weighted by products of one query and one key.
# Exchanging two positions exchanges two rows and columns of A and two rows of V: every sum has the
# same terms in another order. The outputs are the same vectors, exchanged as the inputs are.
#
# Mark scheme: 1 point for the sum over positions, 1 point for queries and keys without a position.
# ### END SOLUTION
