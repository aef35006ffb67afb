"""HTML in the very line that raises, and in the function's name."""
def attack(name, args, keywords):
    def f(): "<script>alert(1)</script>"; raise ValueError  # <script>alert(1)</script>
    f.__name__ = f.__qualname__ = "<script>"
    f()
