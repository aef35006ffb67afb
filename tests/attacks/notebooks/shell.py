"""Shell commands in every spelling."""
# notebook: yes
# layers: yes
!touch /tmp/@MARK@
# %%
%%bash
touch /tmp/@MARK@
cat @CANARY@
# %%
x = !cat @CANARY@
print(x)
# %%
%sx touch /tmp/@MARK@
# %%
%%script python
open("/tmp/@MARK@", "w")
# %%
%system cat @CANARY@
# %%
get_ipython().system_raw("touch /tmp/@MARK@")
# %%
from IPython.utils.process import system
system("touch /tmp/@MARK@")
