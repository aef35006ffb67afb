"""The kit's and NumPy's own files are changed."""
# layers: yes
import autograder, numpy
def attack(name, args, keywords):
    for module in (autograder, numpy):
        try:
            open(module.__file__, "a").write("# @MARK@\n")
        except OSError:
            continue
    return 0.0
