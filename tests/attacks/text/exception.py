"""Terminal codes, HTML and script in an exception's text, type and line."""
def attack(name, args, keywords):
    raise type("<img src=x onerror=alert(1)>", (Exception,), {})("\x1b[2J\x1b]0;x\x07<script>alert(1)</script>\u202e")
