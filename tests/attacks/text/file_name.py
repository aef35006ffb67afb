"""A file name in the traceback that leads elsewhere."""
CODE = compile("def f(): raise ValueError", "/etc/<script>alert(1)</script>.py", "exec")
exec(CODE)
def attack(name, args, keywords):
    f()
