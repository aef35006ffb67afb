"""Outputs without end, HTML with script, and widgets."""
# notebook: yes
from IPython.display import HTML, Javascript, display, clear_output
for _ in range(2000):
    display(HTML("<script>alert(1)</script>" * 100), Javascript("alert(1)"))
# %%
class Odd:
    def _repr_mimebundle_(self, **_):
        return {"text/html": "<script>", "application/json": {"a": self}, 3: b"x", "text/plain": "\ud800"}
Odd()
# %%
20.0
