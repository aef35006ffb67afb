"""A debugger, input and getpass that wait for somebody."""
# notebook: yes
input("?")
# %%
import pdb; pdb.set_trace()
# %%
breakpoint()
# %%
import getpass; getpass.getpass()
# %%
%debug
