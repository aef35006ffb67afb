"""A notebook with the usual magics."""
# notebook: yes
# after: reference
%matplotlib inline
%config InlineBackend.figure_format = "retina"
# %%
%%time
import numpy as np, matplotlib.pyplot as plt
plt.plot([1, 2])
# %%
%timeit -n 2 -r 2 np.ones(3)
# %%
%pip install numpy
!pip list
# %%
linear?
# %%
%%capture
print("captured")
