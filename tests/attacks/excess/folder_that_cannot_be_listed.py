"""A folder without the right to list it, so that its files cannot be removed."""
# after: reference
# lost: nothing
# layers: yes
import os
os.mkdir("closed", 0o300)
open("closed/@MARK@", "w").close()
