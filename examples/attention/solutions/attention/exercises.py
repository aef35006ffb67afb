"""What is graded in the assignment attention: cases, known mistakes and hints."""

import torch

from autograder import Assignment
from solutions.attention import attention as reference

assignment = Assignment(
    "attention",
    title="Attention",
    goal="You can write the attention layer of a transformer, and say what its mask is for.",
    needs="PyTorch tensors, `nn.Module`, and the softmax.",
    minutes=60,
    reference=reference,
)


def a_tensor(random, *shape):
    return torch.tensor(random.normal(size=shape), dtype=torch.float32)


# --- causal_mask ----------------------------------------------------------------------------------


@assignment.exercise(points=1)
def causal_mask(random):
    """says who may look where"""
    for length in (3, 1, int(random.integers(4, 9))):
        yield (length,)


causal_mask.edit("turned_round", "tril", "triu", "Positions look ahead, and never back.")
causal_mask.edit("not_itself", "tril()", "tril(-1)", "A position may also look at itself.")

causal_mask.hint("How many positions may the first one look at, and how many the last one?")
causal_mask.hint("torch.tril keeps the lower triangle of a matrix, with its diagonal.")


# --- attention_weights ----------------------------------------------------------------------------


@assignment.exercise(points=2)
def attention_weights(random):
    """computes how much each position takes from each"""
    for batch, length, size in [(2, 3, 4), (1, 5, 2), (3, 1, 4)]:
        mask = torch.ones(length, length).tril().bool()
        yield a_tensor(random, batch, length, size), a_tensor(random, batch, length, size), mask
    everything = torch.ones(4, 4).bool()
    yield a_tensor(random, 2, 4, 3), a_tensor(random, 2, 4, 3), everything


attention_weights.edit(
    "not_scaled",
    " / math.sqrt(q.shape[-1])",
    "",
    "The scalar products are not divided by the root of D.",
)
attention_weights.edit(
    "scaled_by_length",
    "math.sqrt(q.shape[-1])",
    "math.sqrt(q.shape[-2])",
    "The scalar products are divided by the root of T, the length. D is the size of a vector.",
)
attention_weights.edit(
    "columns_add_up",
    "dim=-1)",
    "dim=-2)",
    "The columns add up to 1. The rows should: each row says where one position looks.",
)
attention_weights.edit(
    "mask_turned_round", "~mask", "mask", "The positions that may be looked at are left out."
)
attention_weights.edit(
    "zero_for_minus_infinity",
    "-math.inf",
    "0.0",
    "What is masked gets the score 0, which the softmax does not turn into 0. Minus infinity does.",
)

attention_weights.hint("Which axis of the result adds up to 1?")
attention_weights.hint(
    "k.transpose(-2, -1) exchanges the last two axes. scores.masked_fill(m, v) "
    "puts v where m is True."
)


# --- SelfAttention --------------------------------------------------------------------------------


@assignment.exercise(points=3, uses=("causal_mask", "attention_weights"))
def SelfAttention(random):
    """is a layer of attention"""
    for batch, length, size in [(2, 3, 4), (1, 5, 3), (2, 1, 4)]:
        names = ("query", "key", "value", "output")
        weights = {name: a_tensor(random, size, size) for name in names}
        yield weights, a_tensor(random, batch, length, size)


@SelfAttention.run
def outputs(SelfAttention, weights, x):
    layer = SelfAttention(x.shape[-1])
    with torch.no_grad():
        for name, weight in weights.items():
            getattr(layer, name).weight.copy_(weight)
        return layer(x)


@SelfAttention.mistake
class looks_ahead(reference.SelfAttention):
    """Every position looks at all others, also at those that come after it."""

    def forward(self, x):
        everything = torch.ones(x.shape[1], x.shape[1]).bool()
        weights = reference.attention_weights(self.query(x), self.key(x), everything)
        return self.output(weights @ self.value(x))


SelfAttention.edit(
    "query_and_key_exchanged",
    "attention_weights(self.query(x), self.key(x), ",
    "attention_weights(self.key(x), self.query(x), ",
    "Queries and keys are exchanged: the rows of the weights belong to queries.",
)
SelfAttention.edit(
    "x_for_the_values", "self.value(x)", "x", "The positions give x itself, not their values."
)
SelfAttention.edit(
    "output_is_missing",
    "self.output(weights @ self.value(x))",
    "weights @ self.value(x)",
    "The last linear layer, `output`, is never used.",
)

SelfAttention.hint(
    "Which of the two functions above do you need in forward, and with which shapes?"
)
SelfAttention.hint("x.shape[1] is the length of the sequences.")
