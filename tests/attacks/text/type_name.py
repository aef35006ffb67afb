"""Terminal codes, HTML and script in the name of a result's type."""
Odd = type("\x1b[2J<script>alert(1)</script>\u202e", (), {})
def attack(name, args, keywords):
    return Odd()
