"""File names of line breaks, terminal codes and no Unicode."""
# after: reference
# lost: nothing
# layers: yes
for name in (b"a\nb", b"\x1b[31m", b"\xff\xfe", b"-rf", b"~", b" ", b"*"):
    open(name, "w").close()
