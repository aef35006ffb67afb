"""Magics that read, write, run and load files."""
# notebook: yes
# layers: yes
%run @ROOT@/solutions/mlp/mlp.py
# %%
%load @CANARY@
# %%
%pycat @CANARY@
# %%
%%writefile /tmp/@MARK@
x
# %%
%cd /
%ls
# %%
%%html
<script>alert(1)</script>
# %%
%load_ext sql
%history -g
%reset -f
# %%
%config InteractiveShell.ast_node_interactivity = "all"
%xmode Verbose
%pdb on
1 / 0
