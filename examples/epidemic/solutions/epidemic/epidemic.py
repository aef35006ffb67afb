# %% [markdown]
# # An epidemic, step by step
#
# A disease spreads in a town. Everybody is in one of three groups: *susceptible* (not ill yet),
# *infected*, or *recovered* (and immune). Let $S$, $I$ and $R$ be the shares of these groups, so
# that $S + I + R = 1$. The SIR model of Kermack and McKendrick (1927) says how they change:
#
# $$\frac{dS}{dt} = -\beta S I \qquad
# \frac{dI}{dt} = \beta S I - \gamma I \qquad
# \frac{dR}{dt} = \gamma I$$
#
# An infected person meets others and passes the disease on at the rate $\beta$, but only to those
# who are susceptible. A share $\gamma$ of the infected recovers every day.
#
# No simple formula gives $I$ at a later day. A computer follows the equations in small steps
# instead. You write the method that is used most for that, and then you use it.
#
# | symbol | in the code | shape | meaning |
# |---|---|---|---|
# | $t$ | `t` | a number | the time, in days |
# | $y$ | `y`, `state` | (D,) | the state at that time: for SIR, $S$, $I$ and $R$ in this order |
# | $f$ | `f` | a function | `f(t, y)` returns the derivative of the state, (D,) |
# | $h$ | `h` | a number | the length of a step |

# %%
import numpy as np

# %% [markdown]
# ## The model


# %%
def derivatives(t, state, beta=0.4, gamma=0.1):
    """How fast the three shares change.

    t a number (the model does not depend on it), state (3,) → (3,)
    """
    ### BEGIN SOLUTION
    susceptible, infected, _ = state
    new, recovering = beta * susceptible * infected, gamma * infected
    return np.array([-new, new - recovering, recovering])
    ### END SOLUTION


# %%
if __name__ == "__main__":
    start = np.array([0.99, 0.01, 0.0])
    print("on the first day:", derivatives(0.0, start))

# %% [markdown]
# What must the three numbers add up to, whatever the state is?
#
# ## One step of Runge and Kutta
#
# *Euler's method* goes straight on in the direction that $f$ gives at the beginning of a step. But
# the direction changes on the way. The fourth-order method of Runge and Kutta asks for it four
# times:
#
# $$\begin{aligned}
# k_1 &= f(t, \; y) \\
# k_2 &= f(t + h/2, \; y + h/2 \cdot k_1) \\
# k_3 &= f(t + h/2, \; y + h/2 \cdot k_2) \\
# k_4 &= f(t + h, \; y + h \cdot k_3)
# \end{aligned}$$
#
# $$y(t + h) \approx y + \frac{h}{6} (k_1 + 2 k_2 + 2 k_3 + k_4)$$
#
# Your function gets $f$ as an argument, so that it works for every equation, not only for SIR.


# %%
def rk4_step(f, t, y, h):
    """The state at the time t + h, by one step of the fourth-order Runge–Kutta method.

    f a function of t and y, t a number, y (D,), h a number → (D,)
    """
    ### BEGIN SOLUTION
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    ### END SOLUTION


# %% [markdown]
# How good is it? The equation $y' = -y$ has the solution $e^{-t}$. With half the step, the error of
# a fourth-order method falls to a sixteenth.

# %%
if __name__ == "__main__":

    def decay(t, y):
        return -y

    for h in (0.4, 0.2, 0.1):
        y = np.array([1.0])
        for step in range(round(2 / h)):
            y = rk4_step(decay, step * h, y, h)
        print(f"h = {h}: error {abs(y[0] - np.exp(-2)):.1e} at t = 2")

# %% [markdown]
# ## Many steps
#
# Now follow an equation through a list of times: one step of `rk4_step` from each time to the next.
# The times need not be evenly spaced.


# %%
def integrate(f, start, times):
    """The states at all of these times, in a row each; the first row is the start.

    f a function of t and y, start (D,) at times[0], times (T,) → (T, D)
    """
    ### BEGIN SOLUTION
    states = [np.array(start, dtype=float)]
    for now, h in zip(times[:-1], np.diff(times), strict=True):
        states.append(rk4_step(f, now, states[-1], h))
    return np.array(states)
    ### END SOLUTION


# %%
if __name__ == "__main__":
    days = np.arange(0.0, 121.0)
    states = integrate(derivatives, start, days)
    print("  day      S      I      R")
    for day in range(0, 121, 15):
        print(f"{day:5}" + "".join(f"{share:7.3f}" for share in states[day]))
    print(f"The most are infected on day {np.argmax(states[:, 1])}: {states[:, 1].max():.1%}")

# %% [markdown]
# **Your turn.** A lockdown halves $\beta$. How many are infected at the peak, and how many people
# never fall ill?

# %% tags=["your-turn"]
if __name__ == "__main__":

    def locked_down(t, state):
        return derivatives(t, state, beta=0.4)  # change this

    states = integrate(locked_down, start, np.arange(0.0, 301.0))
    print(f"peak {states[:, 1].max():.1%}, never ill {states[-1, 0]:.1%}")

# %% [markdown]
# **An epidemic grows only while $\beta S > \gamma$. Derive that from the equations, and say what it
# means for the share of people who must be vaccinated before the first case.**

# %% [markdown] question="threshold" points=2
# ### BEGIN SOLUTION
# $dI/dt = (\beta S - \gamma) I$, and $I$ is not negative, so $I$ grows exactly while $\beta S >
# \gamma$. If a share $v$ is vaccinated, $S$ begins at $1 - v$ at most. No epidemic begins if
# $\beta (1 - v) \le \gamma$, that is $v \ge 1 - \gamma / \beta$. Here that is 75 %.
#
# Mark scheme: 1 point for the sign of dI/dt, 1 point for the threshold of the vaccinated.
# ### END SOLUTION
