# %% [markdown]
# # How sure is a mean?
#
# Forty people were asked how long they waited at a bus stop. The mean of their answers is known to
# the second. But forty other people would have given another mean, so how close is this one to the
# mean of everybody who waits?
#
# For a mean there is a formula, the *standard error*. For a median, or for the share of people who
# waited longer than ten minutes, there is another formula or none. The *bootstrap* (Efron 1979)
# needs none: it draws new samples from the sample itself, and looks how much the result changes.
#
# | in the code | shape | meaning |
# |---|---|---|
# | `sample` | (N,) | what was measured |
# | `rng` | | a `numpy.random.Generator`: `rng.integers`, `rng.choice`, … draw from it |
# | `statistic` | | a function of a sample, such as `np.mean`, that returns a number |
#
# Your functions draw random numbers, so yours and your neighbour's return different ones, and both
# are right. The checks ask for what holds of every right answer.

# %%
import numpy as np

# %% [markdown]
# ## The formula
#
# The mean of N independent values scatters $\sqrt{N}$ times less than one value does. How much one
# value scatters is estimated from the sample, where the N − 1 makes up for the mean, which comes
# from the same sample:
#
# $$s = \sqrt{\frac{1}{N - 1} \sum_n (x_n - \bar{x})^2} \qquad \mathrm{SE} = \frac{s}{\sqrt{N}}$$


# %%
def standard_error(sample):
    """The standard error of the mean of a sample.

    sample (N,), N > 1 → a number
    """
    ### BEGIN SOLUTION
    return np.std(sample, ddof=1) / np.sqrt(len(sample))
    ### END SOLUTION


# %%
if __name__ == "__main__":
    waited = np.random.default_rng(3).exponential(scale=6.0, size=40)  # in minutes
    print(f"mean {np.mean(waited):.2f} min, standard error {standard_error(waited):.2f} min")

# %% [markdown]
# ## One new sample
#
# A *resample* has as many values as the sample. Each is drawn from the sample at random, *with
# replacement*: what was drawn may be drawn again. So some values come twice or more, and others not
# at all.


# %%
def resample(sample, rng):
    """As many values as the sample has, drawn from it with replacement.

    sample (N,), rng a Generator → (N,)
    """
    ### BEGIN SOLUTION
    return rng.choice(sample, size=len(sample))
    ### END SOLUTION


# %%
if __name__ == "__main__":
    rng = np.random.default_rng(0)
    print(resample(np.arange(10.0), rng))

# %% [markdown]
# ## Many new samples
#
# The bootstrap computes a statistic of each of many resamples. How much these numbers scatter tells
# how much the statistic of the sample may be off.


# %%
def bootstrap(statistic, sample, count, rng):
    """The statistic of so many resamples.

    statistic a function of an array (N,), sample (N,), count a number, rng a Generator → (count,)
    """
    ### BEGIN SOLUTION
    return np.array([statistic(resample(sample, rng)) for _ in range(count)])
    ### END SOLUTION


# %%
if __name__ == "__main__":
    means = bootstrap(np.mean, waited, 2000, rng)
    print(
        f"by the bootstrap {np.std(means):.2f} min, by the formula {standard_error(waited):.2f} min"
    )

# %% [markdown]
# ## An interval
#
# The middle 95 % of the bootstrapped values are an interval for the statistic: 2.5 % of them lie
# below it, and 2.5 % above. `np.quantile` finds both ends.


# %%
def interval(values, level=0.95):
    """The two ends of the middle part of values that `level` says.

    values (M,), level between 0 and 1 → low, high, two numbers
    """
    ### BEGIN SOLUTION
    outside = (1 - level) / 2
    low, high = np.quantile(values, [outside, 1 - outside])
    return low, high
    ### END SOLUTION


# %%
if __name__ == "__main__":
    for statistic in (np.mean, np.median):
        low, high = interval(bootstrap(statistic, waited, 2000, rng))
        name = statistic.__name__
        print(f"{name:6} {statistic(waited):.2f} min, between {low:.2f} and {high:.2f} min")

# %% [markdown]
# **Your turn.** The waiting times were drawn with a mean of 6 minutes. In how many of 200 samples
# of 40 is that inside the interval? Type your guess first.

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None
    inside = 0
    for _ in range(200):
        low, high = interval(bootstrap(np.mean, rng.exponential(6.0, size=40), 200, rng))
        inside += low <= 6.0 <= high
    print(f"guess {guess}, counted {inside}")

# %% [markdown]
# **Somebody bootstraps the largest waiting time of the forty, to learn how long anybody may have to
# wait. Why does that not work?**

# %% [markdown] question="maximum" points=2
# ### BEGIN SOLUTION
# No resample holds a larger value than the sample, so the interval ends at the sample's largest
# value. In about 63 % of the resamples it is exactly that value. The largest time of everybody is
# larger, and the sample has nothing to say about it.
#
# Mark scheme: 1 point for the bound by the sample's maximum, 1 point for what the sample lacks.
# ### END SOLUTION
