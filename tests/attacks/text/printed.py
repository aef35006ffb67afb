"""Terminal codes, HTML and script in what is printed."""
def attack(name, args, keywords):
    print("\x1b[2J\x1b[31m<script>alert(1)</script>\u202e\ud800".encode("utf-8", "replace").decode())
    return None
