"""Folders so deep that a recursion over them fails."""
# after: reference
# lost: nothing
# layers: yes
import os
def dig(depth):
    home = os.open(".", os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    os.fchdir(home)
dig(1050)
