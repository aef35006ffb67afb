"""A hook that never ends."""
# notebook: yes
get_ipython().events.register("pre_run_cell", lambda *_: sum(iter(int, 1)))
# %%
def linear(x, weights, bias=0.0):
    return 0.0
