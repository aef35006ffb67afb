"""Cells that wait for what never comes."""
# notebook: yes
import asyncio
await asyncio.sleep(10**6)
# %%
def linear(x, weights, bias=0.0):
    return 0.0
