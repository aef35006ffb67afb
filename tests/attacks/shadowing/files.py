"""Modules of the kit's names, sitecustomize, conftest and .pth beside the submission."""
# layers: yes
import os
for name in ("autograder", "numpy", "json", "sitecustomize", "usercustomize", "conftest", "solutions"):
    os.makedirs(name, exist_ok=True)
    open(f"{name}/__init__.py", "w").write("raise SystemExit('@WORD@')")
    open(f"{name}.py", "w").write("raise SystemExit('@WORD@')")
open("x.pth", "w").write("import os; os._exit(0)")
def attack(name, args, keywords):
    return 0.0
