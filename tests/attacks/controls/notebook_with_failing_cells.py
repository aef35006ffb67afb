"""A notebook some of whose experiments raise."""
# notebook: yes
# after: reference
1 / 0
# %%
this is a note in the wrong kind of cell
# %%
undefined_name
