"""exit, quit and sys.exit in cells, for kernels that end with status 0."""
# notebook: yes
exit
# %%
quit()
# %%
import sys
sys.exit(0)
# %%
get_ipython().ask_exit()
