"""A notebook whose long experiments stand below functions, and whose names are given to results."""
# notebook: yes
# after: reference
def first(): pass
while True: pass
def last(): pass
# %%
forward = forward(np.ones((4, 2)), np.ones((2, 3)), np.ones((3, 1)))
